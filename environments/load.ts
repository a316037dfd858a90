import { z } from "zod";
import { quoteList } from "../modules/aws";
import { environmentSchema, type Environment } from "./schema";

/** An environment that cannot be used. Its message is for the user. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
}

/**
 * Checks the chosen environments, and only those.
 *
 * @param all the data, by the name of the stack
 * @param names the chosen ones, separated by commas or spaces; all when it is empty
 */
export function loadEnvironments(all: Readonly<Record<string, unknown>>, names = ""): Environment[] {
  const known = Object.keys(all);
  const chosen = names.split(/[\s,]+/).filter((name) => name !== "");
  const unknown = chosen.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new EnvironmentError(`There is no environment ${quoteList(unknown)}. There are ${quoteList(known)}.`);
  }
  return (chosen.length > 0 ? [...new Set(chosen)] : known).map((name) => parse(name, all[name]));
}

function parse(stack: string, data: unknown): Environment {
  const result = environmentSchema.safeParse(data);
  if (result.success) return { ...result.data, stack };
  throw new EnvironmentError(`The environment '${stack}' is not right:\n${z.prettifyError(result.error)}`);
}
