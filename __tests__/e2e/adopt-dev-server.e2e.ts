import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adopt } from "../../modules";
import { type Emulator, startEmulator, Terraform, type TerraformPlan } from "../../tools/emulator";
import { makeCall, synthesizeConstructs, type WrittenStack } from "../../tools/parity";
import { aroundCalls, askedFor, CLUSTERS, filledIn, PLACEHOLDERS, VARIABLES } from "../helpers/around-calls";
import { Aws } from "./environments/aws";
import { drift } from "./environments/checks";

/*
 * A dev server that is taken over with its secrets. Its module needs providers that are not there, so what plays it is
 * what the construct makes, under the names of the module, with the secrets and their values, which only the module makes.
 */
const CLUSTER_ARN = "arn:aws:ecs:us-east-1:123456789012:cluster/dev";
const SECRETS = ["bootstrap_token", "gossip_key", "ca_cert", "ca_key"] as const;
const VALUE = "secret-value-that-stays";

const folder = mkdtempSync(join(tmpdir(), "adopt-dev-server-"));
let emulator: Emulator;
let aws: Aws;
let before: Readonly<Record<string, string>>;
let plan: TerraformPlan;
let afterApply: TerraformPlan;
let terraform: Terraform;

beforeAll(async () => {
  emulator = await startEmulator();
  aws = new Aws(emulator.endpoint);
  const arns = await applyModule();
  before = await aws.secrets();
  terraform = new Terraform(join(folder, "stack"), { env: emulator.env });
  write("stack", { ...AROUND, ...together(filledIn(synthesized(arns))) });
  copyFileSync(join(folder, "module/terraform.tfstate"), join(folder, "stack/terraform.tfstate"));
  await terraform.init();
  plan = await terraform.plan();
  await terraform.apply();
  afterApply = await terraform.plan();
}, 600_000);

afterAll(async () => {
  await emulator.stop();
  rmSync(folder, { recursive: true, force: true });
});

it("has the secrets and their values leave the state, and nothing else to do", () => {
  const { resource_changes: changes = [] } = plan.json;
  const forgotten = changes.filter(({ change }) => change.actions.join() === "forget").map(({ address }) => address);
  expect(forgotten.sort()).toEqual(
    ["secret", "secret_version"]
      .flatMap((type) => SECRETS.map((name) => `module.dev.aws_secretsmanager_${type}.${name}[0]`))
      .sort(),
  );
  const others = changes.filter(({ change }) => change.actions.join() !== "forget");
  expect(drift({ hasChanges: true, json: { resource_changes: others } })).toEqual([]);
});

it("changes no value of a secret", async () => {
  expect(Object.values(before)).toEqual(SECRETS.map(() => VALUE));
  expect(await aws.secrets()).toEqual(before);
});

it("has no secret in its state", async () => {
  expect((await terraform.stateList()).filter((address) => address.includes("secret"))).toEqual([]);
  expect(JSON.stringify(await terraform.state())).not.toContain(VALUE);
});

it("has nothing to do any more", () => {
  expect(drift(afterApply)).toEqual([]);
});

type Arns = Readonly<Record<(typeof SECRETS)[number], string>>;
type Resources = NonNullable<WrittenStack["resource"]>;

const AROUND = aroundCalls([
  { name: "dev", call: { tag: "", module: "", inputs: { ecs_cluster_arn: CLUSTER_ARN } }, resources: [] },
]);

/** The stack with the server, which refers to its secrets. */
function synthesized(arns: Arns): WrittenStack {
  const inputs = {
    name: "dev",
    ecs_cluster_arn: CLUSTER_ARN,
    vpc_id: "@vpc",
    subnet_ids: ["@subnet1"],
    launch_type: "FARGATE",
    tls: true,
    generate_ca: false,
    ca_cert_arn: arns.ca_cert,
    ca_key_arn: arns.ca_key,
    acls: true,
    generate_bootstrap_token: false,
    bootstrap_token_arn: arns.bootstrap_token,
    gossip_encryption_enabled: true,
    generate_gossip_encryption_key: false,
    gossip_key_secret_arn: arns.gossip_key,
  };
  return synthesizeConstructs((stack) =>
    adopt(makeCall(stack, { tag: "v0.6.2", module: "dev-server", inputs }, { likeHclModule: true }), "module.dev"),
  );
}

function together(stack: WrittenStack): WrittenStack {
  const { resource = {} } = stack;
  const around: Resources = AROUND.resource;
  const types = [...new Set([...Object.keys(resource), ...Object.keys(around)])];
  return {
    ...stack,
    resource: Object.fromEntries(types.map((type) => [type, { ...resource[type], ...around[type] }])),
  };
}

/** Applies what plays the module. */
async function applyModule(): Promise<Arns> {
  write("module/dev", askedFor(module()));
  const call = { source: "./dev", ...PLACEHOLDERS, depends_on: [CLUSTERS] };
  write("module", { ...AROUND, module: { dev: call }, output: { arns: { value: "${module.dev.arns}" } } });
  const root = new Terraform(join(folder, "module"), { env: emulator.env });
  await root.init();
  await root.apply();
  const { arns } = (await root.output()) as { readonly arns: Arns };
  return arns;
}

/** What the stack makes, under the names of the module, and the secrets. */
function module(): object {
  const unknown = Object.fromEntries(
    SECRETS.map((name) => [name, `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}`]),
  ) as Arns;
  const { moved = [], resource = {} } = synthesized(unknown);
  const names = new Map(moved.map(({ from, to }) => [to, from.replace("module.dev.", "")]));
  const text = [...names].reduce((json, [to, name]) => json.replaceAll(to, name), JSON.stringify(resource));
  const referring = SECRETS.reduce(
    (json, name) => json.replaceAll(unknown[name], `\${aws_secretsmanager_secret.${name}[0].arn}`),
    text,
  );
  const renamed = Object.entries(JSON.parse(referring) as Resources).map(([type, byId]) => [
    type,
    Object.fromEntries(
      Object.entries(byId).map(([id, block]) => [names.get(`${type}.${id}`)?.split(".")[1] ?? id, block]),
    ),
  ]);
  const secrets = SECRETS.map((name) => [name, { count: 1, name: `dev-${name}`, recovery_window_in_days: 0 }]);
  const versions = SECRETS.map((name) => [
    name,
    { count: 1, secret_id: `\${aws_secretsmanager_secret.${name}[0].id}`, secret_string: VALUE },
  ]);
  return {
    resource: {
      ...(Object.fromEntries(renamed) as Resources),
      aws_secretsmanager_secret: Object.fromEntries(secrets) as object,
      aws_secretsmanager_secret_version: Object.fromEntries(versions) as object,
    },
    variable: VARIABLES,
    output: {
      arns: {
        value: Object.fromEntries(SECRETS.map((name) => [name, `\${aws_secretsmanager_secret.${name}[0].arn}`])),
      },
    },
  };
}

function write(place: string, json: object): void {
  mkdirSync(join(folder, place), { recursive: true });
  writeFileSync(join(folder, place, "main.tf.json"), JSON.stringify(json, null, 2));
}
