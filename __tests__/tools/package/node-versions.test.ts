import { readFileSync } from "node:fs";
import { join } from "node:path";
import { devDependencies, engines, overrides } from "../../../package.json";

const ROOT = join(__dirname, "../../..");
const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
  packages: Record<string, { name?: string; optional?: boolean }>;
};
/** Oldest first: `.ci/run` takes the first and the last. */
const tested = engines.node.split(" || ").map(Number);

test("package.json names the versions of Node that are tested, the oldest first", () => {
  expect(tested).toEqual([...tested].sort((a, b) => a - b));
  expect(tested.every((version) => version % 2 === 0)).toBe(true);
});

test("a developer's default is one of them", () => {
  expect(tested).toContain(Number(readFileSync(join(ROOT, ".nvmrc"), "utf8")));
});

test("the code is written against the oldest one", () => {
  expect(Number.parseInt(devDependencies["@types/node"])).toBe(tested[0]);
});

test("the terminal package of the cdktf CLI is the one whose binaries fit every Node", () => {
  const name = "@cdktf/node-pty-prebuilt-multiarch";
  expect(packages[`node_modules/${name}`]?.name).toBe("@lydell/node-pty");
  expect(Object.keys(packages).filter((path) => path.endsWith(name))).toEqual([`node_modules/${name}`]);
  // One that compiles when it finds no binary, and may not fail.
  const compiling = Object.entries(packages).filter(([path]) => /\/(nan|prebuild-install)$/.test(path));
  expect(compiling.filter(([, { optional = false }]) => !optional)).toEqual([]);
  expect([devDependencies[name], overrides[name]]).toEqual(["npm:@lydell/node-pty@1.1.0", `$${name}`]);
});
