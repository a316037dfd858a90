import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteLoadBalancerCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { setTimeout as sleep } from "node:timers/promises";
import { type Emulator, startEmulator } from "../../../tools/emulator";
import { connectEngine, type Engine, type Network } from "../../../tools/local-mesh/engine";
import { type LoadBalancers, startLoadBalancers } from "../../../tools/local-mesh/load-balancers";
import type { Target } from "../../../tools/local-mesh/parts";

const IMAGE = "busybox:1.37";

let emulator: Emulator;
let engine: Engine;
let network: Network;
let client: ElasticLoadBalancingV2Client;
let balancers: LoadBalancers;
const notes: string[] = [];

beforeAll(async () => {
  [emulator, engine] = await Promise.all([
    startEmulator(),
    connectEngine({ id: `load-balancers-test-${process.pid}` }),
  ]);
  network = await engine.createNetwork();
  client = new ElasticLoadBalancingV2Client({
    endpoint: emulator.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  balancers = await startLoadBalancers({
    client,
    network: {
      bindAddress: network.bindAddress,
      host: network.host,
      startRelay: (options) => engine.startRelay(network, options),
    },
    certificate: () => Promise.reject(new Error("Nobody asks for HTTPS.")),
    onNote: (line) => notes.push(line),
  });
});

afterAll(async () => {
  await balancers.stop();
  await engine.cleanUp();
  engine.close();
  await emulator.stop();
});

describe("An application load balancer", () => {
  let group: string;
  let arn: string;
  let dnsName: string;
  let url: string;

  beforeAll(async () => {
    group = await makeGroup("web", "HTTP");
    ({ arn, dnsName } = await makeBalancer("web", "application"));
    const { Listeners } = await client.send(
      new CreateListenerCommand({
        LoadBalancerArn: arn,
        Port: 18_480,
        Protocol: "HTTP",
        DefaultActions: [{ Type: "forward", TargetGroupArn: group }],
      }),
    );
    await client.send(
      new CreateRuleCommand({
        ListenerArn: Listeners?.[0]?.ListenerArn,
        Priority: 5,
        Conditions: [{ Field: "path-pattern", Values: ["/fixed"] }],
        Actions: [
          {
            Type: "fixed-response",
            FixedResponseConfig: { StatusCode: "202", ContentType: "text/plain", MessageBody: "x" },
          },
        ],
      }),
    );
    await balancers.refresh();
    const address = balancers.addresses()[0]?.listeners[0]?.address;
    url = `http://${address?.host}:${address?.port}`;
  });

  it("answers on this machine and by its name in the network", async () => {
    expect((await fetch(`${url}/index.html`)).status).toBe(503);
    const target = await webServer("first");
    await join(group, target);
    expect(await (await fetch(`${url}/index.html`)).text()).toBe("first\n");
    expect((await fetch(`${url}/fixed`)).status).toBe(202);
    const client = await container("sleep", "exec tail -f /dev/null");
    const command = ["wget", "-q", "-O", "-", `http://${dnsName}:18480/index.html`];
    expect(await engine.containers.exec(client, command)).toEqual({ exitCode: 0, output: "first\n" });
    await balancers.deregister(group, target);
  });

  it("loses no call when servers are replaced", async () => {
    let current = await webServer("roll");
    await join(group, current);
    const answers: Promise<string>[] = [];
    const ask = () =>
      fetch(`${url}/index.html`).then(async (response) => `${response.status} ${await response.text()}`, String);
    const beat = setInterval(() => answers.push(ask()), 20);
    for (let roll = 0; roll < 3; roll++) {
      const next = await webServer("roll");
      await join(group, next);
      await balancers.deregister(group, current);
      await engine.containers.remove(current.container);
      current = next;
      await sleep(200);
    }
    clearInterval(beat);
    expect(new Set(await Promise.all(answers))).toEqual(new Set(["200 roll\n"]));
    expect(answers.length).toBeGreaterThan(50);
  });

  it("is gone when it is deleted", async () => {
    await client.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: arn }));
    await balancers.refresh();
    await expect(fetch(url)).rejects.toThrow();
  });
});

describe("A network load balancer", () => {
  it("passes connections on, and sees through the port that Docker holds open", async () => {
    const group = await makeGroup("tcp", "TCP");
    const { arn, dnsName } = await makeBalancer("tcp", "network");
    await client.send(
      new CreateListenerCommand({
        LoadBalancerArn: arn,
        Port: 18_481,
        Protocol: "TCP",
        DefaultActions: [{ Type: "forward", TargetGroupArn: group }],
      }),
    );
    await balancers.refresh();
    const deaf = await published("deaf", "exec tail -f /dev/null");
    balancers.register(group, deaf);
    await until(() => balancers.health(group, deaf) === "unhealthy", 60);
    await balancers.deregister(group, deaf);

    const web = await webServer("by tcp");
    await join(group, web);
    const caller = await container("caller", "exec tail -f /dev/null");
    const command = ["wget", "-q", "-O", "-", `http://${dnsName}:18481/index.html`];
    expect((await engine.containers.exec(caller, command)).output).toBe("by tcp\n");
    expect(notes).toEqual([]);
  });
});

async function makeGroup(name: string, protocol: "HTTP" | "TCP"): Promise<string> {
  const { TargetGroups } = await client.send(
    new CreateTargetGroupCommand({
      Name: name,
      Port: 8080,
      Protocol: protocol,
      TargetType: "ip",
      VpcId: (await subnet()).vpc,
      HealthCheckProtocol: protocol,
      HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 2,
      UnhealthyThresholdCount: 2,
      ...(protocol === "HTTP" && { HealthCheckPath: "/index.html" }),
    }),
  );
  const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn ?? "";
  const Attributes = [{ Key: "deregistration_delay.timeout_seconds", Value: "10" }];
  await client.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
  return TargetGroupArn;
}

async function makeBalancer(name: string, type: "application" | "network") {
  const Subnets = [(await subnet()).id];
  const { LoadBalancers } = await client.send(new CreateLoadBalancerCommand({ Name: name, Type: type, Subnets }));
  return { arn: LoadBalancers?.[0]?.LoadBalancerArn ?? "", dnsName: LoadBalancers?.[0]?.DNSName ?? "" };
}

/** One that every account has. */
async function subnet(): Promise<{ id: string; vpc: string }> {
  const response = await fetch(emulator.endpoint, {
    method: "POST",
    headers: { authorization: "AWS4-HMAC-SHA256 Credential=test/20200101/us-east-1/ec2/aws4_request" },
    body: new URLSearchParams({ Action: "DescribeSubnets", Version: "2016-11-15" }),
  });
  const text = await response.text();
  const first = (name: string) => new RegExp(`<${name}>([^<]+)<`).exec(text)?.[1] ?? "";
  return { id: first("subnetId"), vpc: first("vpcId") };
}

let count = 0;

function webServer(text: string) {
  return published("web", `mkdir /www; echo '${text}' > /www/index.html; exec httpd -f -p 8080 -h /www`);
}

/** A container whose port 8080 this machine reaches, as a task's. */
async function published(name: string, script: string): Promise<Target & { container: string }> {
  const id = await container(name, script, { "8080/tcp": [{ HostIp: "127.0.0.1", HostPort: "" }] });
  const { NetworkSettings } = await engine.containers.inspect(id);
  const port = Number(NetworkSettings.Ports["8080/tcp"]?.[0]?.HostPort);
  const ip = NetworkSettings.Networks[network.name]?.IPAddress ?? "";
  return { id: ip, port: 8080, address: { host: "127.0.0.1", port }, container: id };
}

async function container(
  name: string,
  script: string,
  ports: Record<string, { HostIp: string; HostPort: string }[]> = {},
) {
  const id = await engine.containers.create({
    name: `${network.name}-${name}-${++count}`,
    Image: IMAGE,
    Entrypoint: ["sh", "-c", script],
    ExposedPorts: Object.fromEntries(Object.keys(ports).map((port) => [port, {}])),
    HostConfig: { NetworkMode: network.name, PortBindings: ports },
  });
  await engine.containers.start(id);
  return id;
}

async function join(group: string, target: Target): Promise<void> {
  balancers.register(group, target);
  await until(() => balancers.health(group, target) === "healthy", 60);
}

async function until(isSo: () => boolean, seconds: number): Promise<void> {
  for (const end = Date.now() + seconds * 1000; !isSo(); await sleep(50)) {
    if (Date.now() > end) throw new Error(`Not within ${seconds} s: ${String(isSo)}`);
  }
}
