import { shellWithAws } from "../helpers/aws-command";
import type { Consul } from "../helpers/consul";
import { eventually } from "../helpers/eventually";
import { inMesh } from "../helpers/mesh-run";
import { REGION } from "../helpers/stack-folder";
import { expectCallThrough, expectReady, twoDatacenters } from "./two";

const NAME = "wan";
const names = twoDatacenters(NAME);

describe("two datacenters as a WAN federation, on line 0.6", () => {
  let outputs: Record<string, unknown>;
  const run = inMesh(NAME, async (started) => {
    outputs = await started.deployEnvironment({
      name: NAME,
      region: REGION,
      release: "0.6",
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
    // One token for both: the second datacenter replicates those of the first.
    first = await run().consul(names.servers.dc1, names.tokenSecrets.dc1);
    second = await run().consul(names.servers.dc2, names.tokenSecrets.dc1);
  }, 90_000);

  test("the command of the output lists the servers of both datacenters, alive", async () => {
    await eventually(async () => {
      const members = await shellWithAws(run(), String(outputs.federation_check_command));
      for (const server of [`${names.servers.dc1}.dc1`, `${names.servers.dc2}.dc2`]) {
        expect(members).toMatch(new RegExp(`${server}\\s.*alive`));
      }
    }, 60);
  });

  test("both mesh gateways, the client and the server are ready", async () => {
    await expectReady(first, names.gateways.dc1);
    await expectReady(second, names.gateways.dc2);
    await expectReady(first, names.client);
    await expectReady(second, names.server);
  }, 300_000);

  test("each datacenter knows the services of the other", async () => {
    expect(Object.keys(await first.get("catalog/services?dc=dc2"))).toContain(names.server);
    expect(Object.keys(await second.get("catalog/services?dc=dc1"))).toContain(names.client);
  });

  test("the client's call reaches the server through both gateways", () => expectCallThrough(run(), names));
});
