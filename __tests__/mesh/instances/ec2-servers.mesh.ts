import Docker from "dockerode";
import type { EnvironmentData } from "../../../environments";
import type { InstanceView } from "../../../tools/local-mesh";
import { callFake } from "../helpers/call";
import { eventually } from "../helpers/eventually";
import { inMesh } from "../helpers/mesh-run";
import { REGION } from "../helpers/stack-folder";

const NAME = "ec2-mesh";
const SERVERS = `${NAME}-server`;
const NODES = [1, 2, 3].map((number) => `${SERVERS}-${number}`);

const instanceImage = process.env.CONSUL_ECS_INSTANCE_IMAGE || undefined;
if (instanceImage === undefined) {
  console.warn(
    "The servers on EC2 are NOT tested with the real programs: CONSUL_ECS_INSTANCE_IMAGE names no image for instances.",
  );
}

/** An environment as `prod` is one, with the example in it. */
function environment(instanceType?: string): EnvironmentData {
  return {
    name: NAME,
    region: REGION,
    release: "0.10",
    servers: { hosting: "ec2", tls: "brought", instanceType },
    application: "example",
    backend: { type: "local" },
  };
}

/** What autopilot says of a cluster. */
interface Health {
  readonly Healthy: boolean;
  readonly Servers: readonly { readonly Name: string; readonly Voter: boolean; readonly Leader: boolean }[];
}

(instanceImage === undefined ? describe.skip : describe)("three servers on EC2", () => {
  // Each of the first two waits a minute for a leader that there cannot be yet.
  const run = inMesh(NAME, (started) => started.deployEnvironment(environment()), {
    instanceImage,
    limitMs: 1_200_000,
  });

  const server = (node: string): InstanceView => {
    const [found, ...others] = run()
      .mesh.instances()
      .filter(({ name, inService }) => name === node && inService);
    if (!found || others.length > 0) throw new Error(`${node} is ${others.length + (found ? 1 : 0)} instances.`);
    return found;
  };
  const shell = async (node: string, script: string): Promise<string> => {
    const { exitCode, output } = await server(node).execute(["sh", "-c", script]);
    if (exitCode !== 0) throw new Error(`${node}, ${script}: ${exitCode} ${output}`);
    return output;
  };
  /** As the servers' own programs ask it, with the token that may do everything. */
  const asConsul = (node: string, command: string) =>
    shell(node, `. /etc/sysconfig/consul-server && read_token && ${command}`);
  const health = async (node: string) =>
    JSON.parse(await asConsul(node, "consul_get /v1/operator/autopilot/health")) as Health;
  const expectQuorum = async (node: string) => {
    const { Healthy, Servers } = await health(node);
    expect(Healthy).toBe(true);
    expect(
      Servers.filter(({ Voter }) => Voter)
        .map(({ Name }) => Name)
        .sort(),
    ).toEqual(NODES);
  };
  const example = async () => {
    const entrance = run().entrance(`${NAME}-example-client-app`);
    const answer = await callFake(entrance);
    expect(answer.code).toBe(200);
    expect(Object.values(answer.upstream_calls ?? {}).map(({ code }) => code)).toEqual([200]);
  };

  test("are a cluster, found by the tag of their instances", async () => {
    await eventually(() => expectQuorum(NODES[0] ?? ""), 60);
  }, 90_000);

  test("have the addresses that EC2 says", async () => {
    for (const node of NODES) {
      const { id, ip } = server(node);
      const query = "Reservations[0].Instances[0].PrivateIpAddress";
      expect(
        (await shell(node, `aws ec2 describe-instances --instance-ids ${id} --query '${query}' --output text`)).trim(),
      ).toBe(ip);
    }
  }, 60_000);

  test("let the tasks of the mesh in: load balancer, client and server answer 200", async () => {
    await eventually(example, 90);
  }, 120_000);

  test("save snapshots to their bucket", async () => {
    const { Servers } = await health(NODES[0] ?? "");
    const leader = Servers.find(({ Leader }) => Leader)?.Name ?? "";
    await asConsul(leader, "/usr/local/sbin/consul-snapshot");
    // Without a key it lists what there is.
    const list = await shell(leader, "/usr/local/sbin/consul-restore 2>&1 || true");
    expect(list).toMatch(/\.snap$/m);
  }, 60_000);

  test("one that is lost is replaced, with the data of the one before it, and calls go on", async () => {
    const { Servers } = await health(NODES[0] ?? "");
    const lost = Servers.find(({ Leader }) => Leader)?.Name ?? "";
    const other = NODES.find((node) => node !== lost) ?? "";
    await asConsul(lost, "consul kv put kept yes");
    const nodeId = await shell(lost, "cat /opt/consul/node-id");
    const before = server(lost);
    await new Docker().getContainer(before.container).kill();
    await eventually(
      () => {
        expect(server(lost).id).not.toBe(before.id);
      },
      240,
      1000,
    );
    await eventually(() => expectQuorum(other), 60);
    expect(await shell(lost, "cat /opt/consul/node-id")).toBe(nodeId);
    expect((await asConsul(lost, "consul kv get kept")).trim()).toBe("yes");
    await eventually(example, 30);
  }, 360_000);

  test("a new template reaches one server after the other", async () => {
    const before = NODES.map((node) => server(node).id);
    const others = () => NODES.slice(1).map((node) => server(node).id);
    await run().deployEnvironment(environment("m6i.xlarge"));
    const [first = "", , last = ""] = NODES;
    // A timer asks each minute, in the order of the names: the last one stays, and the first goes.
    await shell(last, "/usr/local/sbin/consul-replace");
    await shell(first, "/usr/local/sbin/consul-replace");
    const goes = () =>
      run()
        .mesh.instances()
        .some(({ name, id }) => name === first && !before.includes(id));
    await eventually(() => expect(goes()).toBe(true), 120);
    for (const node of NODES.slice(1)) await shell(node, "/usr/local/sbin/consul-replace");
    expect(others()).toEqual(before.slice(1));
    await eventually(() => expect(before).not.toContain(server(first).id), 300, 1000);
    await expectQuorum(first);
    await eventually(example, 30);
  }, 600_000);
});
