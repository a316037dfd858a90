import { DataAwsSubnets } from "@cdktf/provider-aws/lib/data-aws-subnets";
import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serviceDefaults } from "../../modules/consul/config-entries";
import { AclController } from "../../modules/mesh/controller";
import { ConfigEntriesDelivery } from "../../modules/mesh/entries";
import { recordActions, startEmulator, Terraform, type Emulator } from "../../tools/emulator";
import { drift } from "./environments/checks";
import { actionsNotAllowed } from "./environments/used-actions";

/*
 * A mesh that grows until its entries do not fit into a task definition, and shrinks again, applied to the emulator.
 */
let emulator: Emulator;
let folder: string;
let terraform: Terraform;
beforeAll(async () => {
  emulator = await startEmulator();
  folder = mkdtempSync(join(tmpdir(), "delivery-bucket-"));
  terraform = new Terraform(join(folder, "cdktf.out/stacks/mesh"), {
    env: { ...emulator.env, ...recordActions(join(folder, "provider.log")) },
  });
});
afterAll(async () => {
  await emulator.stop();
  rmSync(folder, { recursive: true, force: true });
});

function synthesize(services: number): void {
  const app = new App({ outdir: join(folder, "cdktf.out") });
  const stack = new TerraformStack(app, "mesh");
  new AwsProvider(stack, "aws", { region: "us-east-1" });
  new LocalBackend(stack, { path: join(folder, "terraform.tfstate") });
  const servers = {
    datacenter: "dc1",
    hosts: "consul.example.com",
    acls: true,
    bootstrapTokenSecretArn: "arn:aws:secretsmanager:us-east-1:123456789012:secret:token",
  };
  const entries = Array.from({ length: services }, (_, at) => serviceDefaults(`service-${at}`, "http"));
  const delivery = new ConfigEntriesDelivery(stack, "entries", {
    release: "0.10",
    servers,
    owner: "dev",
    entries: () => entries,
    rollCommand: () => "roll",
  });
  new AclController(stack, "controller", {
    release: "0.10",
    servers,
    namePrefix: "dev",
    clusterArn: new EcsCluster(stack, "cluster", { name: "dev" }).arn,
    subnetIds: new DataAwsSubnets(stack, "subnets").ids,
    sidecars: [delivery],
  });
  app.synth();
}

async function apply(services: number): Promise<string[]> {
  synthesize(services);
  await terraform.init();
  const plan = await terraform.plan();
  await terraform.apply();
  return (plan.json.resource_changes ?? [])
    .filter(({ change }) => change.actions.join() !== "no-op")
    .map(({ type, change }) => `${change.actions.join("+")} ${type}`)
    .sort();
}

const BUCKET = [
  "aws_s3_bucket",
  "aws_s3_bucket_policy",
  "aws_s3_bucket_public_access_block",
  "aws_s3_bucket_server_side_encryption_configuration",
  "aws_s3_object",
];

it("makes the bucket when it is needed, rolls the task with each change, and leaves nothing", async () => {
  const first = await apply(3);
  expect(first.filter((change) => change.includes("s3"))).toEqual([]);
  const rolled = ["delete+create aws_ecs_task_definition", "update aws_ecs_service"];
  expect(await apply(4)).toEqual(rolled);
  const grown = await apply(500);
  expect(grown).toEqual([...BUCKET.map((type) => `create ${type}`), ...rolled, "update aws_iam_policy"].sort());
  expect(drift(await terraform.plan())).toEqual([]);
  // The file changes in its place, and its hash makes another definition.
  expect(await apply(501)).toEqual([...rolled, "update aws_s3_object"].sort());
  const shrunk = await apply(3);
  expect(shrunk).toEqual(expect.arrayContaining([...BUCKET.map((type) => `delete ${type}`), ...rolled]));
  await terraform.destroy();
  expect(await terraform.stateList()).toEqual([]);
  expect(await emulator.contents()).toEqual({});
}, 600_000);

it("asks AWS for nothing that the deploying role may not do", () => {
  expect(actionsNotAllowed(join(folder, "provider.log"), "delivery-bucket")).toEqual([]);
});
