/** Writes a line of a container's log. */
export type LogWriter = (
  task: { readonly family: string; readonly id: string },
  container: string,
  line: string,
) => void;

/** Colours that can be read on light and on dark ground. */
const COLOURS = [36, 33, 32, 35, 34, 31, 96, 93, 92, 95, 94, 91];

/**
 * Writes the logs of all containers with a column for the task, as wide as the widest so far.
 *
 * @param write takes whole lines
 * @param colour gives each task a colour of its own
 */
export function logColumn(write: (line: string) => void, colour: boolean): LogWriter {
  const colours = new Map<string, number>();
  let width = 0;
  return ({ family, id }, container, line) => {
    const name = `${family} ${id.slice(0, 6)} ${container}`;
    width = Math.max(width, name.length);
    const ofTask = colours.get(id) ?? COLOURS[colours.size % COLOURS.length] ?? 0;
    colours.set(id, ofTask);
    const column = name.padEnd(width);
    write(`${colour ? `\u001b[${ofTask}m${column}\u001b[0m` : column} | ${line}`);
  };
}
