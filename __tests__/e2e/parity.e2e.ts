import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator, type StateModule, Terraform } from "../../tools/emulator";
import { synthesizeCall } from "../../tools/parity";
import { goodCases } from "../tools/parity/cases";
import { withDepartures } from "../tools/parity/departures";
import { byName, normalise, type Resource } from "../tools/parity/normalise";
import { drift } from "./environments/checks";

/*
 * All good calls in one apply: each is a module of its own, and the ids that their inputs leave open are those of a VPC
 * around them. What the state then says was made is compared with what the HCL modules made.
 */
let folder: string;
let emulator: Emulator;
let terraform: Terraform;
let made: ReadonlyMap<string, readonly Resource[]>;
let placeholders: Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "parity-"));
  emulator = await startEmulator();
  for (const { name, call } of goodCases) writeModule(name, call);
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify(root(), null, 2));
  terraform = new Terraform(folder, { env: emulator.env });
  await terraform.init();
  await terraform.apply();
  placeholders = (await terraform.output()) as Record<string, string>;
  const modules = (await terraform.state()).values?.root_module.child_modules ?? [];
  made = new Map(modules.map((module) => [module.address?.replace("module.", "") ?? "", resourcesOf(module)]));
}, 600_000);

afterAll(async () => {
  await emulator.stop();
  rmSync(folder, { recursive: true, force: true });
});

it.each(goodCases)("$name is what the HCL module made, but for the departures", ({ name, resources }) => {
  expect(byName(made.get(name) ?? [])).toEqual(byName(withDepartures(resources, "applied")));
});

it("a second plan is empty", async () => {
  expect(drift(await terraform.plan())).toEqual([]);
}, 120_000);

/** Ids that the inputs of calls leave open. */
const PLACEHOLDERS = {
  vpc: "${aws_vpc.main.id}",
  subnet1: "${aws_subnet.main[0].id}",
  subnet2: "${aws_subnet.main[1].id}",
  sg1: "${aws_security_group.main.id}",
  tg: "${aws_lb_target_group.main.arn}",
};

function writeModule(name: string, call: Parameters<typeof synthesizeCall>[0]): void {
  // One provider for all: a configuration of its own would be a process of its own for each call.
  const { provider, ...stack } = synthesizeCall(call) as Record<string, unknown>;
  expect(provider).toEqual({ aws: [{ region: "us-east-1" }] });
  const variable = Object.fromEntries(Object.keys(PLACEHOLDERS).map((id) => [id, { type: "string" }]));
  const json = JSON.stringify({ ...stack, variable }).replace(/@(vpc|subnet1|subnet2|sg1|tg)\b/g, "${var.$1}");
  mkdirSync(join(folder, "cases", name), { recursive: true });
  writeFileSync(join(folder, "cases", name, "cdk.tf.json"), json);
}

function root(): object {
  const modules = goodCases.map(({ name }) => [
    name,
    { source: `./cases/${name}`, ...PLACEHOLDERS, depends_on: ["aws_ecs_cluster.cluster"] },
  ]);
  return {
    terraform: { required_providers: { aws: { source: "aws", version: "5.100.0" } } },
    provider: { aws: [{ region: "us-east-1" }] },
    resource: {
      aws_vpc: { main: { cidr_block: "10.0.0.0/16" } },
      aws_subnet: {
        main: {
          count: 2,
          vpc_id: PLACEHOLDERS.vpc,
          cidr_block: "10.0.${count.index}.0/24",
          availability_zone: '${["us-east-1a", "us-east-1b"][count.index]}',
        },
      },
      aws_security_group: { main: { name: "parity", vpc_id: PLACEHOLDERS.vpc } },
      aws_lb_target_group: {
        main: { name: "parity", port: 8443, protocol: "TCP", target_type: "ip", vpc_id: PLACEHOLDERS.vpc },
      },
      aws_ecs_cluster: { cluster: { for_each: `\${toset(${JSON.stringify(clusters())})}`, name: "${each.key}" } },
    },
    module: Object.fromEntries(modules) as object,
    output: Object.fromEntries(Object.entries(PLACEHOLDERS).map(([id, value]) => [id, { value }])),
  };
}

/** The clusters that the calls name, which must exist. */
function clusters(): string[] {
  const arns = goodCases.map(({ call }) => call.inputs.ecs_cluster_arn).filter((arn) => typeof arn === "string");
  return arns.map((arn) => arn.split("/").at(-1) ?? "");
}

/** The resources of a module, with the placeholders for the ids that they stand for. */
function resourcesOf({ resources = [] }: StateModule): Resource[] {
  const managed = resources.filter(({ mode }) => mode === "managed");
  return managed.map(({ type, values }) => normalise({ type, values: withPlaceholders(values) }));
}

function withPlaceholders(values: Resource["values"]): Resource["values"] {
  const json = Object.entries(placeholders).reduce(
    (text, [name, id]) => text.replaceAll(id, `@${name}`),
    JSON.stringify(values),
  );
  return JSON.parse(json) as Resource["values"];
}
