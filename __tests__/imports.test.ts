import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PROJECT } from "../tools/runner";

jest.setTimeout(60_000);

/** Each file with the files whose types it imports, and the rules that it breaks by that. */
const FILES: Readonly<Record<string, { readonly imports?: readonly string[]; readonly breaks?: readonly string[] }>> = {
  "modules/aws/index.ts": {},
  "modules/aws/inside.ts": {},
  "modules/aws/upwards.ts": { imports: ["modules/mesh/task"], breaks: ["below-modules-aws"] },
  "modules/aws/to-a-stack.ts": { imports: ["stacks"], breaks: ["below-modules-aws"] },
  // A circle is reported once, at one of its files.
  "modules/consul/circle.ts": { imports: ["modules/consul/back"] },
  "modules/consul/back.ts": { imports: ["modules/consul/circle"], breaks: ["no-circle"] },
  "modules/servers/dev/to-the-mesh.ts": { imports: ["modules/mesh/task"], breaks: ["below-modules-servers"] },
  "modules/mesh/task/index.ts": { imports: ["modules/aws"] },
  "modules/mesh/task/past-a-door.ts": { imports: ["modules/aws/inside"], breaks: ["door-of-modules-aws"] },
  "applications/index.ts": { imports: ["modules/mesh/task"] },
  "environments/index.ts": { imports: ["environments/schema"] },
  "environments/schema/index.ts": { imports: ["modules/aws"] },
  "environments/dev.ts": { imports: ["modules/aws"], breaks: ["below-environments"] },
  "stacks/index.ts": { imports: ["modules/mesh/task", "modules/aws", "applications", "environments"] },
  "stacks/to-a-tool.ts": { imports: ["tools/bench"], breaks: ["below-stacks"] },
  "tools/bench/index.ts": { imports: ["stacks"] },
  "__tests__/modules/aws/inside.test.ts": { imports: ["modules/aws/inside"] },
  "__tests__/modules/mesh/task.test.ts": { imports: ["modules/aws/inside"], breaks: ["door-of-modules-aws"] },
};

let project: string;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), "imports-"));
  for (const file of [".dependency-cruiser.cjs", "tsconfig.json"])
    copyFileSync(join(PROJECT, file), join(project, file));
  symlinkSync(join(PROJECT, "node_modules"), join(project, "node_modules"), "dir");
  for (const [file, { imports = [] }] of Object.entries(FILES)) {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    const up = "../".repeat(file.split("/").length - 1);
    const lines = imports.map((path, index) => `export type { A as A${index} } from "${up}${path}";`);
    writeFileSync(join(project, file), [...lines, "export type A = 1;\n"].join("\n"));
  }
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

test("what points upwards, runs in a circle or goes past a door is refused, and nothing else", () => {
  const program = join(PROJECT, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const args = [program, "--output-type", "json", "--", "modules", "applications", "environments", "stacks", "tools"];
  const { stdout } = spawnSync(process.execPath, [...args, "__tests__"], { encoding: "utf8", cwd: project });
  const { summary } = JSON.parse(stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  const found = summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`);
  const expected = Object.entries(FILES).flatMap(([file, { breaks = [] }]) => breaks.map((rule) => `${file}: ${rule}`));
  expect([...new Set(found)].sort()).toEqual(expected.sort());
});
