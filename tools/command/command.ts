/** What a command of the project takes and does. Its `--help`, and what it refuses, follow from that. */
export interface Command<Option extends string = string> {
  /** How it is called: "npm run topology --". */
  readonly call: string;
  /** What it does, in a sentence or two. */
  readonly about: string;
  /** What comes without a name, in its order. @default nothing */
  readonly arguments?: readonly Argument[];
  /** Its options, by their names without the hyphens. `--help` is there by itself. @default none */
  readonly options?: Readonly<Record<Option, OptionHelp>>;
  /** What else a user should know: shown at the end of the help. */
  readonly notes?: string;
  run(given: Given<Option>): void | Promise<void>;
}

export interface Argument {
  readonly name: string;
  readonly help: string;
  /** `many` is for the last one: any number of them, also none. */
  readonly count: "one" | "optional" | "many";
}

export interface OptionHelp {
  readonly help: string;
  /** What its value is called in the help. An option without one is a switch. */
  readonly value?: string;
}

/** What the user gave. */
export interface Given<Option extends string> {
  readonly arguments: readonly string[];
  /** Whether a switch was set. */
  has(option: Option): boolean;
  /** The value of an option, when it was given. */
  value(option: Option): string | undefined;
}

/** A command that was called the wrong way. Its message is for the user; the usage is shown below it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
