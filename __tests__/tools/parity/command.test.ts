import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCases, synthesizeCall, writeCase, type ModuleCallCase } from "../../../tools/parity";

const good: ModuleCallCase = {
  tag: "v0.6.2",
  module: "mesh-task",
  inputs: {
    family: "app",
    container_definitions: [{ name: "app", image: "app:1" }],
    retry_join: ["consul.example.com"],
    port: 9090,
  },
};
const bad: ModuleCallCase = { ...good, inputs: { ...good.inputs, port: 0 } };

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "parity-test-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const written = (file: string) => readFileSync(join(folder, "case", file), "utf8");

it("writes the stack of a call", () => {
  expect(writeCase(join(folder, "case"), good)).toEqual({ kind: "written", variables: [] });
  expect(JSON.parse(written("cdk.tf.json"))).toEqual(synthesizeCall(good));
  expect(existsSync(join(folder, "case/error.txt"))).toBe(false);
});

it("writes only what the call makes, the provider with its region, and neither backend nor version of Terraform", () => {
  const { resource, ...rest } = synthesizeCall(good) as Record<string, object>;
  expect(Object.keys(resource ?? {}).sort()).toEqual([
    "aws_ecs_task_definition",
    "aws_iam_policy",
    "aws_iam_role",
    "aws_iam_role_policy_attachment",
  ]);
  expect(rest).toEqual({
    provider: { aws: [{ region: "us-east-1" }] },
    terraform: { required_providers: { aws: { source: "aws", version: "5.100.0" } } },
  });
});

it("writes the same each time, and nothing of this machine", () => {
  expect(JSON.stringify(synthesizeCall(good))).toBe(JSON.stringify(synthesizeCall(good)));
  expect(JSON.stringify(synthesizeCall(good))).not.toContain(process.cwd());
  expect(JSON.stringify(synthesizeCall(good))).not.toContain(tmpdir());
});

it("writes the message when the construct refuses the inputs, and removes what was there", () => {
  writeCase(join(folder, "case"), good);
  expect(writeCase(join(folder, "case"), bad)).toEqual({ kind: "refused" });
  expect(written("error.txt")).toMatch(/^MeshTask .* cannot be made:\n {2}- port must be set/);
  expect(existsSync(join(folder, "case/cdk.tf.json"))).toBe(false);
});

it("writes nothing when the error is not about the inputs", () => {
  const outcome = writeCase(join(folder, "case"), { ...good, module: "mesh-tusk" });
  expect(outcome).toEqual({ kind: "failed", error: expect.any(Error) as Error });
  expect(existsSync(join(folder, "case/error.txt"))).toBe(false);
});

describe("a file of cases", () => {
  const read = (content: unknown) => {
    writeFileSync(join(folder, "cases.json"), JSON.stringify(content));
    return readCases(join(folder, "cases.json"));
  };

  it("is read without what came of the calls", () => {
    expect(read({ a: { ...bad, rejected: true, resources: [] } })).toEqual({ a: bad });
  });

  it.each([
    ["no object", [good]],
    ["a case without inputs", { a: { tag: "v0.6.2", module: "mesh-task" } }],
    ["a name that leaves the folder", { "../a": good }],
  ])("is refused with %s", (_, content) => {
    expect(() => read(content)).toThrow("is not a file of module calls");
  });
});
