import { describeFault, type Fault } from "./messages";

/** An environment that cannot be used. Its message is for the user. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";

  /** All that is wrong with environments, by the names of their stacks. */
  static of(faults: Readonly<Record<string, readonly Fault[]>>): EnvironmentError {
    const paragraphs = Object.entries(faults).map(([stack, each]) =>
      [`The environment '${stack}' is not right:`, ...each.map((fault) => `  - ${describeFault(fault)}`)].join("\n"),
    );
    return new EnvironmentError(paragraphs.join("\n\n"));
  }
}
