import { parseArgs } from "node:util";
import { UsageError, type Argument, type Command, type Given, type OptionHelp } from "./command";

/**
 * Reads what a command was called with.
 *
 * @returns nothing when the user asks for help
 * @throws UsageError for what the command does not know
 */
export function parse<Option extends string>(
  command: Command<Option>,
  args: readonly string[],
): Given<Option> | undefined {
  const known = new Map<string, OptionHelp>(Object.entries<OptionHelp>(command.options ?? {}));
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options: {
      ...Object.fromEntries([...known].map(([name, { value }]) => [name, { type: value ? "string" : "boolean" }])),
      help: { type: "boolean", short: "h" },
    },
    allowPositionals: true,
    // What is wrong is said here, in the words of all commands.
    strict: false,
    tokens: true,
  });
  if (values.help) return undefined;
  for (const token of tokens) if (token.kind === "option") checkOption(token, known);
  checkArguments(command.arguments ?? [], positionals);
  return {
    arguments: positionals,
    has: (option) => values[option] === true,
    value: (option) => {
      const value = values[option];
      return typeof value === "string" ? value : undefined;
    },
  };
}

function checkOption(
  { name, rawName, value }: { name: string; rawName: string; value?: string | undefined },
  known: ReadonlyMap<string, OptionHelp>,
): void {
  if (name === "help") return;
  const option = known.get(name);
  if (!option) throw new UsageError(`There is no option ${rawName}.`);
  if (option.value === undefined && value !== undefined) throw new UsageError(`${rawName} takes no value.`);
  // An option in its place is one that was forgotten.
  if (option.value !== undefined && (!value || value.startsWith("-")))
    throw new UsageError(`${rawName} needs a value: ${rawName} ${option.value}.`);
}

function checkArguments(known: readonly Argument[], given: readonly string[]): void {
  // A shell makes one of a variable that is not set, and it must not come to mean "all".
  if (given.includes("")) throw new UsageError("An argument is empty.");
  const missing = known.filter(({ count }, index) => count === "one" && index >= given.length);
  if (missing.length > 0) throw new UsageError(`Missing: ${missing.map(({ name }) => name).join(", ")}.`);
  const surplus = known.at(-1)?.count === "many" ? [] : given.slice(known.length);
  if (surplus.length > 0) throw new UsageError(`Too many arguments: ${surplus.join(" ")}.`);
}
