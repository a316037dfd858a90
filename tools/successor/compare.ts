import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Compares the stacks that two synths wrote, byte by byte but for the version in their metadata and the layout of what is empty.
 *
 * @param before the folder `cdktf.out` of the one, @param after and of the other
 * @returns what differs: nothing, when they are the same
 */
export async function compareSynths(before: string, after: string): Promise<string[]> {
  const stacks = await Promise.all([before, after].map((output) => readdir(join(output, "stacks"))));
  const differences = [...new Set(stacks.flat())].sort().map(async (stack) => {
    const inBoth = stacks.every((names) => names.includes(stack));
    if (!inBoth) return [`${stack} was synthesized by one of the two only`];
    const [a = "", b = ""] = await Promise.all(
      [before, after].map((output) => readFile(join(output, "stacks", stack, "cdk.tf.json"), "utf8")),
    );
    return difference(stack, comparable(a), comparable(b));
  });
  return (await Promise.all(differences)).flat();
}

/**
 * A stack without what may differ: the version of what synthesized it, which stands in the metadata of the whole file, and
 * the line break inside of what is empty, which CDKTF writes and its successor does not.
 */
export function comparable(json: string): string {
  return json
    .replace(/^(\{\n {2}"\/\/": \{\n {4}"metadata": \{\n(?: {6}.*\n)*? {6}"version": )"[^"]*"/, "$1...")
    .replace(/([{[])\n *(?=[}\]])/g, "$1");
}

function difference(stack: string, before: string, after: string): string[] {
  if (before === after) return [];
  const [a, b] = [before.split("\n"), after.split("\n")];
  const line = a.findIndex((text, index) => text !== b[index]);
  const at = line < 0 ? a.length : line;
  return [`${stack}, line ${at + 1}: ${(a[at] ?? "").trim()} became ${(b[at] ?? "").trim()}`];
}
