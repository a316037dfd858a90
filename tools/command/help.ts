import type { Argument, Command, OptionHelp } from "./command";

/** The line that says how a command is called. */
export function usage({ call, arguments: args = [], options = {} }: Command): string {
  const parts = [
    ...args.map(describeArgument),
    ...Object.entries(options).map(([name, option]) => `[${describeOption(name, option)}]`),
  ];
  return `Usage: ${[call, ...parts].join(" ")}`;
}

/** What `--help` shows. */
export function help(command: Command): string {
  const { about, arguments: args = [], options = {}, notes } = command;
  const rows = [
    ...args.map(({ name, help: text }) => [name, text] as const),
    ...Object.entries(options).map(([name, option]) => [describeOption(name, option), option.help] as const),
    ["-h, --help", "shows this"] as const,
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(
    ([name, text]) => `  ${name.padEnd(width)}  ${text.replaceAll("\n", `\n${" ".repeat(width + 4)}`)}`,
  );
  return [usage(command), about, lines.join("\n"), ...(notes === undefined ? [] : [notes])].join("\n\n");
}

function describeArgument({ name, count }: Argument): string {
  if (count === "one") return name;
  return count === "many" ? `[${name} ...]` : `[${name}]`;
}

function describeOption(name: string, { value }: OptionHelp): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}
