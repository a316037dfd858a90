import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import manifest from "../../../package.json";
import { comparable, compareSynths, moveToSuccessor } from "../../../tools/successor";

describe("the move to the successor", () => {
  const moved = moveToSuccessor(manifest);

  test("takes the exact version of it under the name that is imported", () => {
    expect(moved.devDependencies.cdktf).toMatch(/^npm:cdktn@\d+\.\d+\.\d+$/);
  });

  test("leaves no other copy of it to those who ask for CDKTF, nor of constructs", () => {
    expect(moved.overrides).toEqual({ ...manifest.overrides, cdktf: "$cdktf", constructs: "$constructs" });
  });

  test("changes no other dependency", () => {
    const others = ({ devDependencies: { cdktf, constructs, ...rest } }: typeof manifest) => rest;
    expect(others(moved)).toEqual(others(manifest));
  });

  test("is allowed by the package's own peer dependency", () => {
    const [, minor] = /@(\d+\.\d+)\./.exec(moved.devDependencies.cdktf) ?? [];
    expect(manifest.peerDependencies.cdktf.split(" || ")).toContain(`^${minor}.0`);
  });
});

describe("the comparison of two synths", () => {
  const folder = mkdtempSync(join(tmpdir(), "compare-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const stack = (version: string, body: object = {}) =>
    JSON.stringify(
      { "//": { metadata: { backend: "local", stackName: "a", version }, outputs: {} }, ...body },
      null,
      2,
    );
  const output = (name: string, stacks: Readonly<Record<string, string>>) => {
    for (const [stack, text] of Object.entries(stacks)) {
      mkdirSync(join(folder, name, "stacks", stack), { recursive: true });
      writeFileSync(join(folder, name, "stacks", stack, "cdk.tf.json"), text);
    }
    return join(folder, name);
  };

  test("looks away from the version in the metadata", async () => {
    const [a, b] = [output("a1", { dev: stack("0.21.0") }), output("a2", { dev: stack("0.24.0") })];
    expect(await compareSynths(a, b)).toEqual([]);
  });

  test("and from no other version", () => {
    const body = { terraform: { required_providers: { aws: { version: "5.100.0" } } } };
    expect(comparable(stack("0.21.0", body))).toContain('"version": "5.100.0"');
    // Without metadata there is none to leave out.
    const bare = JSON.stringify({ version: "1", ...body }, null, 2);
    expect(comparable(bare)).toBe(bare);
  });

  test("and from a line break inside of what is empty", () => {
    expect(comparable('{\n  "a": {\n  },\n  "b": [\n  ]\n}')).toBe('{\n  "a": {},\n  "b": []\n}');
    // In a text it is written as an escape, and stays.
    const text = JSON.stringify({ a: "{\n}" }, null, 2);
    expect(comparable(text)).toBe(text);
  });

  test.each([
    ["a value", { resource: { a: 1 } }, { resource: { a: 2 } }, /^dev, line \d+: "a": 1 became "a": 2$/],
    ["an order", { a: 1, b: 2 }, { b: 2, a: 1 }, /^dev, line \d+: "a": 1, became "b": 2,$/],
    ["an addition", {}, { b: 2 }, /^dev, line \d+: /],
  ])("tells %s that differs, and where", async (what, before, after, message) => {
    const [a, b] = [
      output(`${what}-1`, { dev: stack("0.21.0", before) }),
      output(`${what}-2`, { dev: stack("0.24.0", after) }),
    ];
    expect(await compareSynths(a, b)).toEqual([expect.stringMatching(message)]);
  });

  test("tells a stack that only one of them has", async () => {
    const [a, b] = [output("b1", { dev: stack("1") }), output("b2", { dev: stack("1"), prod: stack("1") })];
    expect(await compareSynths(a, b)).toEqual(["prod was synthesized by one of the two only"]);
  });
});
