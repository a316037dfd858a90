import { didYouMean, quoteList } from "../../modules/aws";
import { environmentSchema, type Environment } from "./environment";
import { EnvironmentError } from "./error";
import { faultsOf, inOurWords, show, valueOf, type Fault } from "./messages";

type RawEnvironments = Readonly<Record<string, unknown>>;

/**
 * Checks the chosen environments, and only those: another one that is broken does not keep them from being used.
 *
 * @param all the data, by the name of the stack
 * @param names the chosen ones, separated by commas or spaces; all when it is empty
 * @throws EnvironmentError with everything that is wrong with the chosen ones
 */
export function loadEnvironments(all: RawEnvironments, names = ""): Environment[] {
  const faults: Record<string, readonly Fault[]> = {};
  const environments = choose(Object.keys(all), names).flatMap((stack) => {
    const result = environmentSchema.safeParse(all[stack], { error: inOurWords });
    const found = [...(result.success ? [] : faultsOf(result.error)), ...nameFaults(stack, all)];
    if (found.length > 0) faults[stack] = found;
    return result.success ? [{ ...result.data, stack }] : [];
  });
  if (Object.keys(faults).length > 0) throw EnvironmentError.of(faults);
  return environments;
}

function choose(known: readonly string[], names: string): readonly string[] {
  const chosen = names.split(/[\s,]+/).filter((name) => name !== "");
  const unknown = chosen.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    const hint = unknown.length === 1 ? didYouMean(unknown[0], known) : "";
    throw new EnvironmentError(`There is no environment ${quoteList(unknown)}. There are ${quoteList(known)}.${hint}`);
  }
  return chosen.length > 0 ? [...new Set(chosen)] : known;
}

/**
 * Names in IAM are those of an account, whatever the region: two environments of one name would take each other's roles.
 * The others are read as they are written, because they need not be right.
 */
function nameFaults(stack: string, all: RawEnvironments): Fault[] {
  const name = valueOf(all[stack], "name");
  if (typeof name !== "string") return [];
  const same = Object.keys(all).filter((other) => other !== stack && valueOf(all[other], "name") === name);
  const taken = same.filter((other) => mayShareAccount(accountOf(all[stack]), accountOf(all[other])));
  if (taken.length === 0) return [];
  const rule = `must be another than that of ${quoteList(taken)}, because names in IAM are those of the whole account`;
  return [
    { path: ["name"], words: `${rule} (got ${show(name)}). Rename one, or give each the accountId of its account.` },
  ];
}

/** One that is not said may be any. */
function mayShareAccount(one: unknown, other: unknown): boolean {
  return one === undefined || other === undefined || one === other;
}

function accountOf(environment: unknown): unknown {
  return valueOf(environment, "accountId");
}
