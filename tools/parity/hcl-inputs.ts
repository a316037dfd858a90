import { InputError, type Rule } from "../../modules/aws";
import { stringOrNone, TypeMismatch, type Type } from "./types";

/** Name of a sensitive variable of the written stack, which stands for a secret of the call. */
export interface SecretInput {
  readonly variable: string;
}

export interface Variable {
  readonly name: string;
  readonly required: boolean;
}

/**
 * The input variables of one module call. Each is named once, where it is read. What nobody has read when the call is
 * made is no variable of the module, and refused like everything else that is wrong with the inputs: all in one error.
 */
export class HclInputs {
  private readonly read = new Map<string, Variable>();
  private readonly problems: Rule[] = [];

  constructor(
    /** The module and its tag, for messages. */
    private readonly subject: string,
    private readonly values: Readonly<Record<string, unknown>>,
  ) {}

  /** The variables that were read, by name. */
  get variables(): Variable[] {
    return [...this.read.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** A variable that has a default, which stands as well when null is given. */
  optional<T>(name: string, type: Type<T>): T | undefined {
    return this.value({ name, required: false }, type);
  }

  /** A variable without a default. When it is missing, the call is refused before its value is used. */
  required<T>(name: string, type: Type<T>): T {
    return this.value({ name, required: true }, type) as T;
  }

  /**
   * A variable whose value is a secret. Only its name is handed on, if it was given: the value must be in no file that
   * is written.
   */
  secret(name: string): SecretInput | undefined {
    return this.optional(name, stringOrNone) === undefined ? undefined : { variable: name };
  }

  /** Adds rules to those of the types. */
  refuse(...rules: readonly Rule[]): void {
    this.problems.push(...rules.filter(({ holds }) => holds === false));
  }

  /** @throws InputError with all that is wrong with the inputs */
  finish(): void {
    const unknown = Object.keys(this.values)
      .filter((name) => !this.read.has(name))
      .map((name): Rule => ({
        prop: name,
        rule: "is not a variable of the module",
        fix: "Remove it or correct its name.",
        holds: false,
      }));
    const problems = [...unknown, ...this.problems];
    if (problems.length > 0) throw new InputError(this.subject, problems);
  }

  private value<T>(variable: Variable, type: Type<T>): T | undefined {
    const { name, required } = variable;
    if (this.read.has(name)) throw new Error(`The variable ${name} is mapped twice.`);
    this.read.set(name, variable);
    const value = this.values[name] ?? undefined;
    if (value !== undefined) return this.convert(name, type, value);
    if (required) this.refuse({ prop: name, rule: "is required", fix: "Give it a value.", holds: false });
    return undefined;
  }

  private convert<T>(name: string, type: Type<T>, value: unknown): T | undefined {
    try {
      return type(value);
    } catch (error) {
      if (!(error instanceof TypeMismatch)) throw error;
      this.refuse({ prop: name + error.at, rule: error.rule, fix: "Correct its type.", holds: false });
      return undefined;
    }
  }
}
