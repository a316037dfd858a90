import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { peerDependencies, peerDependenciesMeta } from "../../../package.json";

const ROOT = join(__dirname, "../../..");
/** What `cdktf init` copies. */
const TEMPLATE = join(ROOT, "node_modules/cdktf-cli/bundle/templates/typescript");

/** A project of somebody else, as `cdktf init` makes it, in another folder, with the package installed. */
export class ForeignProject {
  readonly folder = mkdtempSync(join(tmpdir(), "foreign-project-"));
  /** The paths in the package. */
  readonly packed: readonly string[];

  constructor() {
    const [{ filename, files }] = JSON.parse(
      run("npm", ["pack", "--json", "--silent", "--pack-destination", this.folder], ROOT),
    ) as [{ filename: string; files: { path: string }[] }];
    this.packed = files.map(({ path }) => path);
    cpSync(join(TEMPLATE, "tsconfig.json"), join(this.folder, "tsconfig.json"));
    this.write("package.json", readFileSync(join(TEMPLATE, "package.json"), "utf8").replace("{{ $base }}", "foreign"));
    // Its peers are here already: they are linked, which spares the download of some hundred megabytes.
    this.npm("install", "--legacy-peer-deps", "--prefer-offline", "--no-audit", "--no-fund", `./${filename}`);
    const isOptional = (name: string) => name in peerDependenciesMeta;
    for (const peer of Object.keys(peerDependencies)) if (!isOptional(peer)) this.link(peer);
    this.link("@types/node");
  }

  npm(...args: string[]): string {
    return run("npm", args, this.folder);
  }

  node(...args: string[]): string {
    return run(process.execPath, args, this.folder);
  }

  /** Installs one of this project's own packages. */
  link(name: string): void {
    const target = join(this.folder, "node_modules", name);
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), target);
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  /** Type-checks and compiles all files of the project, as `npm run compile` does. @returns the errors */
  compile(...options: string[]): string {
    const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
    // It fails by what it finds, and that is the answer.
    return spawnSync(process.execPath, [compiler, ...options], { cwd: this.folder, encoding: "utf8" }).stdout.trim();
  }

  /** What a synth wrote for a stack. */
  written(stack: string): unknown {
    return JSON.parse(readFileSync(join(this.folder, "cdktf.out/stacks", stack, "cdk.tf.json"), "utf8"));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
