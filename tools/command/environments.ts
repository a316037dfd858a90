import { environments, type Environment } from "../../environments";
import type { Argument } from "./command";

/** The argument of every command that is about environments. */
export const ENVIRONMENT_NAMES: Argument = {
  name: "environment",
  count: "many",
  help: "the environments that it is about. Without a name: those in the variable\nENVIRONMENT, separated by commas; when it is not set, all.",
};

/**
 * The environments that a command is about.
 *
 * @throws EnvironmentError for a name that there is not, before anything is started
 */
export function chosenEnvironments(names: readonly string[]): Environment[] {
  return environments(chosenNames(names));
}

/** The same as the text that `environments` and the variable ENVIRONMENT take; empty for all. */
export function chosenNames(names: readonly string[]): string {
  return names.length > 0 ? names.join(",") : (process.env.ENVIRONMENT ?? "");
}
