import { readFileSync } from "node:fs";
import { join } from "node:path";
import { table } from "../terminal";

interface WrittenStack {
  readonly name: string;
  /** Relative to the current folder. */
  readonly folder: string;
  readonly resources: number;
  /** What its constructs warn of. The cdktf CLI prints them itself. */
  readonly warnings: readonly string[];
}

/** Prints which stacks a synth left in its output folder, and what they warn of. */
export function describeWritten(outputFolder: string): void {
  const stacks = writtenStacks(outputFolder);
  const rows = [
    ["stack", "resources", "written to", "deploy it with"],
    ...stacks.map(({ name, folder, resources }) => [
      name,
      `${resources}`,
      folder,
      `npx cdktf deploy ${name} --skip-synth`,
    ]),
  ];
  console.log(table(rows));
  for (const { name, warnings } of stacks)
    for (const message of warnings) console.warn(`\nWarning, ${name}: ${message}`);
}

function writtenStacks(outputFolder: string): WrittenStack[] {
  const manifest = readJson(join(outputFolder, "manifest.json")) as {
    stacks: Record<string, { workingDirectory: string; annotations?: { level: string; message: string }[] }>;
  };
  return Object.entries(manifest.stacks).map(([name, { workingDirectory, annotations = [] }]) => {
    const folder = join(outputFolder, workingDirectory);
    const { resource = {} } = readJson(join(folder, "cdk.tf.json")) as { resource?: Record<string, object> };
    return {
      name,
      folder,
      resources: Object.values(resource).flatMap((byId) => Object.keys(byId)).length,
      warnings: annotations.filter(({ level }) => level === "@cdktf/warn").map(({ message }) => message),
    };
  });
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}
