// Files that are kept from one run to the next end with a check sum of their content. One that is empty, cut or altered
// is as if it were not there, and is made again.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const CHECK_SUM_LENGTH = 67;

/** The content of a kept file; undefined when it is not there, or not as it was written. */
export function readKept(path) {
  const kept = read(path);
  if (kept === undefined || kept.length < CHECK_SUM_LENGTH) return undefined;
  const contents = kept.subarray(0, -CHECK_SUM_LENGTH);
  return checkSum(contents).equals(kept.subarray(-CHECK_SUM_LENGTH)) ? contents : undefined;
}

export function withCheckSum(contents) {
  return Buffer.concat([contents, checkSum(contents)]);
}

/** A comment, since it may stand at the end of a program; there, so that no line of the program moves. */
function checkSum(contents) {
  return Buffer.from(`\n//${createHash("sha256").update(contents).digest("hex")}`);
}

/** The content of a file; undefined for a folder and for what is not there. */
export function read(path) {
  try {
    return readFileSync(path);
  } catch (error) {
    if (["ENOENT", "EISDIR", "ENOTDIR"].includes(error.code)) return undefined;
    throw error;
  }
}
