import { readFileSync } from "node:fs";
import { join } from "node:path";
import { table } from "../tools/terminal";

/** `npm start [-- <environment>...]`: synthesizes without the cdktf CLI, and says what was written. */
async function start(names: readonly string[]): Promise<void> {
  if (names.length > 0) process.env.ENVIRONMENT = names.join(",");
  // The app runs when it is loaded, like under the CLI.
  await import("../main");
  print(writtenStacks(process.env.CDKTF_OUTDIR ?? "cdktf.out"));
}

interface WrittenStack {
  readonly name: string;
  /** Relative to the current folder. */
  readonly folder: string;
  readonly resources: number;
  /** What its constructs warn of. The cdktf CLI prints them itself. */
  readonly warnings: readonly string[];
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

function print(stacks: readonly WrittenStack[]): void {
  const rows = [
    ["stack", "resources", "written to", "deploy it with"],
    ...stacks.map(({ name, folder, resources }) => [name, `${resources}`, folder, `npx cdktf deploy ${name}`]),
  ];
  console.log(table(rows));
  for (const { name, warnings } of stacks)
    for (const message of warnings) console.warn(`\nWarning, ${name}: ${message}`);
}

void start(process.argv.slice(2));
