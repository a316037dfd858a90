import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import js from "@eslint/js";
import { ESLint } from "eslint";
import tseslint from "typescript-eslint";
import { adoption, type Adopted } from "../../../tools/adopt/adopt";
import { writeProgram } from "../../../tools/adopt/files";
import { synthesizeWritten } from "../../../tools/adopt/plan/synthesize";
import { readPlan } from "../../../tools/adopt/state";
import { code, Code, comment } from "../../../tools/adopt/write/code";
import { Identifiers, wordsOf } from "../../../tools/adopt/write/identifiers";
import { importId } from "../../../tools/adopt/write/import-ids";
import { removedFile } from "../../../tools/adopt/write";
import { typeCheck } from "../../helpers/type-check";
import { goodCases } from "../parity/cases";
import { devServerState } from "./dev-server-state";
import { recordedState } from "./recorded";
import { stateResource } from "./resources";

const ROOT = join(__dirname, "../../..");
const GIVEN = readPlan(JSON.parse(readFileSync(join(ROOT, "__tests__/fixtures/adopt/plan.json"), "utf8")) as object);

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "adopt-write-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function written(name: string, adopted: Adopted): Promise<string> {
  await writeProgram(join(folder, name), adopted);
  return readFileSync(join(folder, name, "adopted-stack.ts"), "utf8");
}

/** Names of blocks of a stack, by their kind. */
interface Blocks {
  readonly moved?: readonly { readonly from: string; readonly to: string }[];
  readonly import?: readonly { readonly id: string }[];
  readonly removed?: readonly { readonly from: string }[];
  readonly variable?: object;
}

async function run(name: string): Promise<Blocks> {
  const output = join(folder, `${name}-output`);
  mkdirSync(output);
  return synthesizeWritten(join(folder, name), output);
}

describe("what is written", () => {
  let same: string;
  let imported: string;
  let recorded: string;

  beforeAll(async () => {
    same = await written("same", adoption(GIVEN, { newState: false }));
    imported = await written("imported", adoption(GIVEN, { newState: true }));
    recorded = await written("recorded", everyRecordedCall());
  }, 60_000);

  it("is TypeScript that compiles, for every recorded call too", () => {
    const modules = { same, imported, recorded };
    const files = Object.entries(modules).map(([name, text]): [string, string] => [join(ROOT, `${name}.ts`), text]);
    const main = readFileSync(join(folder, "same/main.ts"), "utf8").replace("./adopted-stack", "./same");
    expect(typeCheck(new Map([...files, [join(ROOT, "adopted-main.ts"), main]]))).toEqual([]);
  }, 120_000);

  it("has nothing that a linter would tell", async () => {
    const eslint = new ESLint({
      overrideConfigFile: true,
      overrideConfig: tseslint.config(
        js.configs.recommended,
        tseslint.configs.recommended,
      ) as ESLint.Options["overrideConfig"],
    });
    for (const text of [same, imported, recorded]) {
      const [result] = await eslint.lintText(text, { filePath: join(ROOT, "adopted-stack.ts") });
      // A construct may be there for its own sake.
      expect(result?.messages.map(({ message }) => message)).toEqual([]);
    }
  }, 60_000);

  it("runs, and takes over all that there is", async () => {
    const moved = (await run("same")).moved ?? [];
    const managed = GIVEN.resources.map(({ address }) => address);
    const { forgotten } = adoption(GIVEN, { newState: false });
    expect(moved.map(({ from }) => from).sort()).toEqual(managed.filter((each) => !forgotten.includes(each)).sort());
    const { import: imports = [], removed } = await run("imported");
    expect([imports.length, removed]).toEqual([moved.length, undefined]);
  }, 60_000);

  it("runs for every recorded call", async () => {
    const { moved = [], variable = {} } = await run("recorded");
    const made = goodCases.flatMap(({ name }) => recordedState(name, `module.${name}`)).map(({ address }) => address);
    // The recording of a construct's resource has its type only, not whether the module counts it.
    const withoutIndex = (address: string) => address.replace(/\[0\]$/, "");
    const from = moved.map((each) => withoutIndex(each.from)).filter((each) => !each.startsWith("module.dev_"));
    expect(from.sort()).toEqual(made.map(withoutIndex).sort());
    expect(Object.keys(variable)).toEqual(["dev_010_replication_token", "dev_06_replication_token"]);
  }, 60_000);

  it("says servers once, and adopts each call and each service", () => {
    expect(same.match(/ExternalConsulServers\.fromAttributes/g)).toHaveLength(2);
    expect(same).toContain(`adopt(clientA, 'module.client["a"]');`);
    expect(same).toContain(`adoptResource(clientAService, 'aws_ecs_service.client["a"]');`);
    expect(same).toContain(`adopt(meshClient, "module.mesh.module.client");`);
    expect(same).toContain(`defaultTags: [{ tags: { team: "payments" } }]`);
    expect(same).toMatch(/forget\(this, \[\s+"aws_ecs_cluster\.main",/);
  });

  it("imports into a new state, and forgets nothing there", () => {
    expect(imported).not.toContain("forget");
    expect(imported).toContain(`"aws_iam_role.task": "client-a-task",`);
    expect(imported).toContain(
      `adoptResource(clientAService, 'aws_ecs_service.client["a"]', { importId: "mesh/client-a" });`,
    );
  });
});

it("has a block for each call in the file for the old root, which takes no keys", () => {
  const text = removedFile(adoption(GIVEN, { newState: true }));
  expect([...text.matchAll(/from = (.*)/g)].map(([, from]) => from)).toEqual([
    "module.client",
    "aws_ecs_service.client",
    "module.controller",
    "module.gateway",
    "module.mesh.module.client",
  ]);
  expect(text.match(/destroy = false/g)).toHaveLength(5);
});

describe("names", () => {
  const names = (...addresses: readonly string[]) => {
    const identifiers = new Identifiers();
    return addresses.map((address) => {
      const { constant, id } = identifiers.names(wordsOf(address), "call");
      return [constant, id];
    });
  };

  it("are those of the calls, with the keys of their instances", () => {
    expect(names('module.my-client["b.c"]', "module.mesh[0].module.client")).toEqual([
      ["myClientBC", "my-client-b-c"],
      ["mesh0Client", "mesh-0-client"],
    ]);
  });

  it("are identifiers, whatever the call is called", () => {
    expect(names("module.default", "module.class", "module.servers", "module.éclair", 'module.a["1/2 ${x}"]')).toEqual([
      ["defaultCall", "default"],
      ["classCall", "class"],
      ["servers", "servers"],
      ["éclair", "éclair"],
      ["a12X", "a-1-2-x"],
    ]);
  });

  it("are each there once, also where only hyphens or cases differ", () => {
    const found = names("module.my_client", "module.my-client", "module.myClient", "module.my.module.client");
    expect(found).toEqual([
      ["myClient", "my-client"],
      ["myClient2", "my-client-2"],
      ["myClient3", "myClient-3"],
      ["myClient4", "my-client-4"],
    ]);
  });
});

it.each<[unknown, string]>([
  ['a "b" ${c}\n', String.raw`"a \"b\" ${"${c}"}\n"`],
  ["\u2028", '"\\u2028"'],
  [{ "a-b": 1, c: [true, null], d: undefined }, '{ "a-b": 1, c: [true, null] }'],
  [{ a: new Code("a"), b: new Code("a") }, "{ a, b: a }"],
  [JSON.parse('{"__proto__":1}'), '{ ["__proto__"]: 1 }'],
])("writes %j as it is", (value, expected) => expect(code(value)).toBe(expected));

it("lets no text end a comment", () => expect(comment("a */ b\nc")).toBe("a * / b c"));

it.each<[string, Readonly<Record<string, unknown>>, string]>([
  ["aws_iam_role", { id: "web-task" }, "web-task"],
  ["aws_iam_policy", { id: "arn:aws:iam::1:policy/p" }, "arn:aws:iam::1:policy/p"],
  ["aws_iam_role_policy_attachment", { role: "r", policy_arn: "arn:p", id: "r-1" }, "r/arn:p"],
  ["aws_ecs_task_definition", { arn: "arn:t:3", id: "web" }, "arn:t:3"],
  ["aws_ecs_service", { cluster: "arn:aws:ecs:us-east-1:1:cluster/main", name: "web" }, "main/web"],
  ["aws_service_discovery_private_dns_namespace", { id: "ns-1", vpc: "vpc-1" }, "ns-1:vpc-1"],
  [
    "aws_security_group_rule",
    {
      security_group_id: "sg-1",
      type: "egress",
      protocol: "-1",
      from_port: 0,
      to_port: 0,
      cidr_blocks: ["0.0.0.0/0"],
      ipv6_cidr_blocks: ["::/0"],
    },
    "sg-1_egress_all_0_0_0.0.0.0/0_::/0",
  ],
  [
    "aws_security_group_rule",
    {
      security_group_id: "sg-1",
      type: "ingress",
      protocol: "tcp",
      from_port: 1,
      to_port: 2,
      source_security_group_id: "sg-2",
    },
    "sg-1_ingress_tcp_1_2_sg-2",
  ],
])("imports %s by %j", (type, values, expected) => {
  expect(importId(stateResource(`${type}.x`, { values }))).toBe(expected);
});

/** All recorded calls, as one root module would have them, and dev servers. */
function everyRecordedCall(): Adopted {
  const recorded = goodCases.flatMap(({ name }) => recordedState(name, `module.${name}`));
  const servers = (["0.10", "0.6"] as const).flatMap((release, index) =>
    devServerState({
      name: `dev${index}`,
      lb: true,
      token: { arn: "arn:aws:secretsmanager:us-east-1:123456789012:secret:t-AbCdEf", value: "t" },
      replication_token: "r",
    }).map((resource) => ({
      ...resource,
      module: `module.dev_${release.replace(".", "")}`,
      address: resource.address.replace("module.dev", `module.dev_${release.replace(".", "")}`),
    })),
  );
  const sources = new Map(
    [...goodCases.map(({ name, call }) => [name, call.module, call.tag.slice(1)] as const), ...DEV_SERVERS].map(
      ([name, module, version]) => [name, { source: `hashicorp/consul-ecs/aws//modules/${module}`, version }] as const,
    ),
  );
  return adoption({ resources: [...recorded, ...servers], sources, pending: [] }, { newState: false });
}

const DEV_SERVERS = [
  ["dev_010", "dev-server", "0.10.0"],
  ["dev_06", "dev-server", "0.6.2"],
] as const;
