import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Testing } from "cdktf";
import { environments, loadEnvironments } from "../../environments";
import type { Release } from "../../modules/consul";
import { type Emulator, RUN_VARIABLES, startEmulator, Terraform, TerraformError } from "../../tools/emulator";
import { synthesize } from "../../tools/runner";
import { addStack } from "../../stacks";
import { Template } from "../helpers/template";
import { Aws, containersOf } from "./environments/aws";
import { drift } from "./environments/checks";
import { HCP, withoutHcp, type Stack } from "./hcp/stand-in";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "e2e-hcp-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the environment hcp", () => {
  let directory: string;
  let stack: Stack;
  beforeAll(async () => {
    directory = await synthesize("hcp", folder);
    stack = JSON.parse(await readFile(join(directory, "cdk.tf.json"), "utf8")) as Stack;
  }, 60_000);

  test("is right for the hcp provider where that can be had; no run applies it, because HCP Consul has ended", async () => {
    const validation = await new Terraform(directory).validate().catch((error: unknown) => {
      if (error instanceof TerraformError && error.stderr.includes("hashicorp/hcp")) return undefined;
      throw error;
    });
    const [reason, extent] =
      validation === undefined
        ? ["the hcp provider cannot be had here", "its JSON is checked instead"]
        : ["HCP Consul Dedicated ended on 2025-11-12", "it is validated against the provider's schema"];
    process.stdout.write(`hcp: not applied, because ${reason}: ${extent}\n`);
    expect(validation?.diagnostics.filter(({ severity }) => severity === "error") ?? []).toEqual([]);
  }, 300_000);

  test("makes the peering, accepts it, and only then HCP's route", () => {
    const only = (type: string) => Object.entries(stack.resource?.[type] ?? {}) as [[string, Record<string, unknown>]];
    const [[hvn]] = only("hcp_hvn");
    const [[peering, request]] = only("hcp_aws_network_peering");
    const [[accepter, acceptance]] = only("aws_vpc_peering_connection_accepter");
    const [[, route]] = only("hcp_hvn_route");
    expect(request.hvn_id).toBe(`\${hcp_hvn.${hvn}.hvn_id}`);
    expect(acceptance.vpc_peering_connection_id).toBe(`\${hcp_aws_network_peering.${peering}.provider_peering_id}`);
    expect(route.target_link).toBe(`\${hcp_aws_network_peering.${peering}.self_link}`);
    expect(route.depends_on).toEqual([`aws_vpc_peering_connection_accepter.${accepter}`]);
  });

  test("holds no secret's value, and refers to one only where it is written", () => {
    const text = JSON.stringify(stack);
    const uses = text.match(/consul_root_token_secret_id|\.encrypt\b/g) ?? [];
    const written = text.match(/"secret_string_wo":"\$\{[^"]*(consul_root_token_secret_id|\.encrypt)\}"/g) ?? [];
    expect(uses).toHaveLength(written.length);
    expect(written).toHaveLength(1);
    expect(text).not.toContain('"secret_string":');
  });
});

/** The AWS side with a stand-in for HCP: see `withoutHcp`. */
describe("the AWS side of a mesh on HCP, applied with a stand-in for HCP", () => {
  let emulator: Emulator;
  let aws: Aws;

  async function terraformFor(release: Release): Promise<Terraform> {
    const [{ stack: name, ...data }] = environments("hcp") as [ReturnType<typeof environments>[number]];
    const [environment] = loadEnvironments({ [name]: { ...data, release } });
    const { json } = Template.of(addStack(Testing.app(), environment!));
    const directory = join(folder, release);
    await mkdir(directory);
    await writeFile(join(directory, "main.tf.json"), JSON.stringify(withoutHcp(json, "172.25.16.0/20")));
    const terraform = new Terraform(directory, { env: emulator.env, variables: RUN_VARIABLES });
    await terraform.init();
    return terraform;
  }

  beforeAll(async () => {
    emulator = await startEmulator();
    aws = new Aws(emulator.endpoint);
  }, 120_000);
  afterAll(() => emulator.stop());

  test("line 0.10: the tasks are told the host, HTTP on 443 and gRPC on 8502", async () => {
    const { json } = await (await terraformFor("0.10")).plan();
    const planned = (json.resource_changes ?? [])
      .filter(({ type }) => type === "aws_ecs_task_definition")
      .map(({ change }) => (change.after as { container_definitions?: string }).container_definitions)
      // That of the controller names a secret that has no ARN yet.
      .filter((definitions) => definitions !== undefined);
    expect(planned).toHaveLength(2);
    for (const definitions of planned) {
      const [config] = definitions.match(/\{\\"bootstrapDir[^]*?\}"/) ?? [];
      const { consulServers } = JSON.parse(JSON.parse(`"${config?.slice(0, -1)}"`) as string) as {
        consulServers: object;
      };
      expect(consulServers).toMatchObject({ hosts: HCP.host, http: { port: 443, https: true }, grpc: { port: 8502 } });
    }
  }, 120_000);

  test("line 0.6: the secrets arrive, the tasks join, nothing is in clear, the second plan is empty, destroy is clean", async () => {
    const terraform = await terraformFor("0.6");
    await terraform.apply();

    const secrets = {
      "consul-hcp-bootstrap-token": HCP.rootToken,
      "consul-hcp-gossip-key": HCP.gossipKey,
      "consul-hcp-consul-ca-cert": HCP.ca,
    };
    expect(await aws.secrets()).toEqual(secrets);

    const tasks = await aws.taskDefinitions();
    const client = containersOf(tasks.find(({ family }) => family?.endsWith("client-app")) ?? {});
    expect(client["consul-client"]?.command?.[0]).toContain(`"retry_join":["${HCP.host}"]`);
    const state = JSON.stringify(await terraform.state());
    for (const value of Object.values(secrets)) {
      expect([JSON.stringify(tasks), state].map((place) => place.includes(JSON.stringify(value).slice(1, -1)))).toEqual(
        [false, false],
      );
    }

    expect(drift(await terraform.plan())).toEqual([]);
    await terraform.destroy();
    expect(await terraform.stateList()).toEqual([]);
    // As with AWS, a deleted peering still shows for a while.
    const left = Object.keys(await emulator.contents()).filter((kind) => kind !== "ec2 vpc peering");
    expect(left).toEqual([]);
  }, 600_000);
});
