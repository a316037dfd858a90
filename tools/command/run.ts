import { UsageError, type Command } from "./command";
import { help, usage } from "./help";
import { parse } from "./parse";

/**
 * Runs a command with what this process was called with. A wrong call ends with exit code 2, its reason and the usage;
 * any other failure with 1.
 */
export async function runCommand<Option extends string>(command: Command<Option>): Promise<void> {
  try {
    const given = parse(command, process.argv.slice(2));
    if (given) await command.run(given);
    else console.log(help(command));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n${usage(command)}\n--help says more.`);
    process.exitCode = 2;
  }
}
