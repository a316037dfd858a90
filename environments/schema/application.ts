import { didYouMean, quoteList } from "../../modules/aws";
import type { Environment } from "./environment";
import { EnvironmentError } from "./error";
import { show } from "./messages";

/**
 * What an environment's `application` names. The data does not know the applications, which are constructs: whoever
 * makes the stack does.
 *
 * @param applications those that there are, by their names
 * @throws EnvironmentError when there is none of that name
 */
export function applicationOf<T>({ stack, application }: Environment, applications: Readonly<Record<string, T>>): T {
  const found = new Map(Object.entries(applications)).get(application);
  if (found !== undefined) return found;
  const known = Object.keys(applications);
  throw EnvironmentError.of({
    [stack]: [
      {
        path: ["application"],
        words: `must name a file in applications/: there are ${quoteList(known)} (got ${show(application)}).${
          didYouMean(application, known) || " Correct it, or list the file in applications/index.ts."
        }`,
      },
    ],
  });
}
