import { cp, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { PROJECT } from "../runner";
import { outputOf } from "../terminal";

/** The successor's packages under the names that the project imports, each by its exact version. */
export const SUCCESSOR = {
  cdktf: "npm:cdktn@0.24.0",
  // cdktn asks for 10.6 at least, and for less than 10.8.
  constructs: "10.7.2",
} as const;

/** What a move looks at and changes in a package.json. */
export interface Manifest {
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, string>>;
}

/** The same package.json, with the successor in the place of CDKTF, for itself and for whatever asks for CDKTF. */
export function moveToSuccessor<T extends Manifest>(manifest: T): T {
  return {
    ...manifest,
    devDependencies: { ...manifest.devDependencies, ...SUCCESSOR },
    overrides: { ...manifest.overrides, cdktf: "$cdktf", constructs: "$constructs" },
  };
}

/** What is made here, and what the copy makes anew. */
const LEFT_OUT = new Set(["node_modules", "cdktf.out", "coverage", "dist", ".build", ".git"]);

/** Copies the whole project, tests included, to a folder, and installs the successor there. */
export async function copyWithSuccessor(folder: string): Promise<void> {
  await cp(PROJECT, folder, {
    recursive: true,
    filter: (source) => source === PROJECT || !LEFT_OUT.has(basename(source)),
  });
  const file = join(folder, "package.json");
  const manifest = JSON.parse(await readFile(file, "utf8")) as Manifest;
  await writeFile(file, `${JSON.stringify(moveToSuccessor(manifest), null, 2)}\n`);
  await outputOf("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund"], { cwd: folder });
}
