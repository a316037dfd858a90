import { InputError } from "../../modules/aws";

/** What the project refuses of it, line by line; nothing when it takes it. Any other error is not the project's own. */
export function refusalsOf(act: () => unknown): string[] {
  try {
    act();
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message
      .split("\n")
      .slice(1)
      .map((line) => line.replace(/^ {2}- /, ""));
  }
}
