// What scripts/run.mjs shows of an error that nobody caught. Loaded only when there is one.
import { rmSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, relative, resolve } from "node:path";
import { readKept } from "./kept.mjs";

/** Their messages say what is wrong and what to do about it: the place in the code adds nothing. */
const FOR_THE_USER = new Set(["InputError", "EnvironmentError", "MissingRequirement", "TerraformError"]);

/** What the system says of a place in which nothing can be written, such as a checkout that is read-only. */
const WRITES = new Set(["open", "mkdir", "mkdtemp", "rename", "write", "unlink", "rmdir", "rm", "copyfile", "symlink"]);
const NOT_ALLOWED = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ENOSPC"]);

function isRefusedWrite({ syscall, code }) {
  // A folder in what is not there; other things that are not there are looked for, and not written.
  return WRITES.has(syscall) && (NOT_ALLOWED.has(code) || (syscall === "mkdir" && code === "ENOENT"));
}

function cannotWrite({ path, dest, message }) {
  return `Cannot write ${dest ?? path}: ${message}. The folder of a synth is that in the variable CDKTF_OUTDIR, or cdktf.out; other commands have the option --output, where they write for you.`;
}

/**
 * The message, and where in the project's own sources it comes from. Lines of packages are left out: the way through
 * cdktf tells the user nothing.
 */
export function describeError(error, bundlePath) {
  if (!(error instanceof Error)) return `Error: ${String(error)}`;
  if (FOR_THE_USER.has(error.name)) return error.message;
  if (isRefusedWrite(error)) return cannotWrite(error);
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
    const text = readKept(`${bundlePath}.map`);
    if (text !== undefined) return new SourceMap(JSON.parse(text.toString("utf8")));
    // The next run makes both again.
    rmSync(bundlePath, { force: true });
  } catch {
    // The error that is being reported matters more.
  }
  return undefined;
}
