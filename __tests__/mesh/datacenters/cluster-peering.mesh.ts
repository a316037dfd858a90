import { callFake } from "../helpers/call";
import type { Consul } from "../helpers/consul";
import { eventually } from "../helpers/eventually";
import { shellWithAws } from "../helpers/aws-command";
import { inMesh } from "../helpers/mesh-run";
import { REGION } from "../helpers/stack-folder";
import { exampleAddress, expectCallThrough, expectReady, twoDatacenters } from "./two";

const NAME = "pair";
const names = twoDatacenters(NAME);

describe("two datacenters as peers, on line 0.10", () => {
  let outputs: Record<string, unknown>;
  const run = inMesh(NAME, async (started) => {
    outputs = await started.deployEnvironment({
      name: NAME,
      region: REGION,
      release: "0.10",
      servers: { hosting: "fargate", tls: "brought" },
      secondDatacenter: {},
      application: "example",
      executeCommand: true,
      backend: { type: "local" },
    });
  });
  let first: Consul;
  let second: Consul;

  beforeAll(async () => {
    first = await run().consul(names.servers.dc1, names.tokenSecrets.dc1);
    second = await run().consul(names.servers.dc2, names.tokenSecrets.dc2);
  }, 90_000);

  test("both mesh gateways, the client and the server are ready", async () => {
    await expectReady(first, names.gateways.dc1);
    await expectReady(second, names.gateways.dc2);
    await expectReady(first, names.client);
    await expectReady(second, names.server);
  }, 300_000);

  test("nothing gets through before the clusters know each other", async () => {
    const answer = await eventually(() => callFake(exampleAddress(run(), names)), 60);
    expect(answer).toMatchObject({ name: names.client, code: 500 });
  });

  test("the commands of the outputs make them peers", async () => {
    const { peering_generate_command, peering_establish_command, peering_check_command } = outputs;
    const commands = [peering_generate_command, peering_establish_command, peering_check_command];
    const script = commands.slice(0, 2).join(" && ");
    await shellWithAws(run(), script);
    await eventually(async () => expect(await shellWithAws(run(), String(commands[2]))).toMatch(/State:\s+ACTIVE/), 60);
  });

  test("the client's call reaches the server through both gateways", () => expectCallThrough(run(), names));
});
