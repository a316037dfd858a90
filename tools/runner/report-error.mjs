// What scripts/run.mjs shows of an error that nobody caught. Loaded only when there is one.
import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, relative, resolve } from "node:path";

/** Their messages say what is wrong and what to do about it: the place in the code adds nothing. */
const FOR_THE_USER = new Set(["InputError", "EnvironmentError", "MissingRequirement", "TerraformError"]);

/**
 * The message, and where in the project's own sources it comes from. Lines of packages are left out: the way through
 * cdktf tells the user nothing.
 */
export function describeError(error, bundlePath) {
  if (!(error instanceof Error)) return `Error: ${String(error)}`;
  if (FOR_THE_USER.has(error.name)) return error.message;
  const own = ownFrames(error.stack ?? "", bundlePath);
  const cause = error.cause === undefined ? [] : [`Caused by: ${describeError(error.cause, bundlePath)}`];
  const heading = error.message.startsWith(error.name) ? error.message : `${error.name}: ${error.message}`;
  return [heading, ...own, ...cause].join("\n");
}

function ownFrames(stack, bundlePath) {
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line) && line.includes(bundlePath));
  const map = frames.length > 0 ? readMap(bundlePath) : undefined;
  if (map === undefined) return frames;
  return frames.flatMap((frame) => {
    const [, line, column] = /:(\d+):(\d+)\)?$/.exec(frame) ?? [];
    const { originalSource, originalLine, originalColumn } = map.findEntry(Number(line) - 1, Number(column) - 1);
    if (originalSource === undefined || originalSource.includes("node_modules/")) return [];
    const file = relative(process.cwd(), resolve(dirname(bundlePath), originalSource));
    return [`    at ${file}:${originalLine + 1}:${originalColumn + 1}`];
  });
}

function readMap(bundlePath) {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${bundlePath}.map`, "utf8")));
  } catch {
    return undefined; // The error that is being reported matters more.
  }
}
