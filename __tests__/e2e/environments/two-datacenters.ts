import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import * as ipaddr from "ipaddr.js";
import { type Emulator, recordActions, RUN_VARIABLES, startEmulator, Terraform } from "../../../tools/emulator";
import { synthesize } from "../../../tools/runner";
import { staticConfig } from "../../helpers/server-config";
import { Aws, containersOf } from "./aws";
import { all, ask } from "./aws-query";
import { deliveredEntries, drift, leaks, toldServers } from "./checks";
import { isGossipKey, isUuid } from "./expectations";
import { actionsNotAllowed } from "./used-actions";

/** What differs between the ways in which two datacenters are joined. */
export interface ExpectedJoin {
  /** Prefix of the names. */
  readonly name: string;
  /** Name of the controller's service. */
  readonly controller: string;
  /** Container of the gateway's proxy. */
  readonly proxy: string;
  /** What the client's sidecar is told of the server. */
  readonly upstream: object;
  /** Secrets that are made, without the prefix. */
  readonly secrets: readonly string[];
  /** Secrets that the second server reads, by the variable: the name of the secret, without the prefix. */
  readonly secondServerReads: Readonly<Record<string, string>>;
  /** What the configuration of the second server says. @param firstGateway address of the first one's gateway */
  secondServer(firstGateway: string): object;
  /** What is delivered to the servers of a datacenter, as "kind name"; on a line whose first one rules, nothing to the second. */
  readonly delivered: Readonly<Record<string, readonly string[]>>;
  /** Names of the outputs with commands, and what one of them says. */
  readonly commands: Readonly<Record<string, RegExp>>;
}

/** Any text does: nothing reads it but the containers, which do not run. */
const CA = {
  "test-ca-cert": "-----BEGIN CERTIFICATE-----\nMIIB",
  "test-ca-key": "-----BEGIN EC PRIVATE KEY-----\nMHcC",
};

/** Deploys two datacenters to an emulator, looks at how they are joined, and destroys them. */
export function checkTwoDatacenters(environment: string, expected: ExpectedJoin): void {
  const app = (name: string) => `${expected.name}-example-${name}-app`;
  /** Names of the first datacenter are those of an environment that has no other. */
  const prefixOf = (datacenter: string) => (datacenter === "dc1" ? expected.name : `${expected.name}-${datacenter}`);
  const ofDatacenter = (datacenter: string, name: string) => `${prefixOf(datacenter)}-${name}`;
  let folder: string;
  let emulator: Emulator;
  let terraform: Terraform;
  let aws: Aws;
  let caArns: string[];
  const log = () => join(folder, "provider.log");

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), `e2e-${environment}-`));
    emulator = await startEmulator();
    caArns = await createCa(emulator);
    const stackFolder = await synthesize(environment, folder);
    const [ca_cert_secret_arn, ca_key_secret_arn] = caArns;
    const variables = { ...RUN_VARIABLES, ca_cert_secret_arn, ca_key_secret_arn };
    terraform = new Terraform(stackFolder, { env: { ...emulator.env, ...recordActions(log()) }, variables });
    aws = new Aws(emulator.endpoint);
    await terraform.init();
    await terraform.apply();
  }, 900_000);

  afterAll(async () => {
    await emulator.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const task = async (family: string) => {
    const found = (await aws.taskDefinitions()).find((definition) => definition.family === family);
    return { definition: found ?? {}, containers: containersOf(found ?? {}) };
  };

  test("the second plan is empty", async () => {
    expect(drift(await terraform.plan())).toEqual([]);
  }, 180_000);

  test("each datacenter has a cluster with a server, a controller and a gateway; the client is in the first, its server in the second", async () => {
    const names = async (datacenter: string) =>
      (await aws.services(prefixOf(datacenter))).map(({ serviceName }) => serviceName).sort();
    const common = (datacenter: string) => [
      ofDatacenter(datacenter, "consul-server-1"),
      ofDatacenter(datacenter, "mesh-gateway"),
      expected.controller,
    ];
    expect(await names("dc1")).toEqual([...common("dc1"), app("client")].sort());
    expect(await names("dc2")).toEqual([...common("dc2"), app("server")].sort());
  });

  test("the datacenters have networks of their own, whose ranges do not overlap", async () => {
    const vpcs = await ask(emulator.endpoint, "ec2", "DescribeVpcs", {
      "Filter.1.Name": "isDefault",
      "Filter.1.Value.1": "false",
    });
    const ranges = all(vpcs, "vpcSet")
      .flat()
      .map((vpc) => all(vpc, "cidrBlock")[0] as string);
    expect(ranges.sort()).toEqual(["10.0.0.0/16", "10.1.0.0/16"]);
    const [first = "", second = ""] = ranges;
    expect(ipaddr.parse(first.replace(/\/.*/, "")).match(ipaddr.parseCIDR(second))).toBe(false);
  });

  test.each(["dc1", "dc2"])("the gateway of %s is behind a network load balancer of its own", async (datacenter) => {
    const name = ofDatacenter(datacenter, "mesh-gateway");
    const { loadBalancer, listeners, targetGroup } = await aws.loadBalancer(name);
    expect(loadBalancer).toMatchObject({ Type: "network" });
    // The emulator leaves the scheme of a public one out.
    expect(loadBalancer?.Scheme).not.toBe("internal");
    expect(targetGroup).toMatchObject({ Port: 8443, Protocol: "TCP", TargetType: "ip", VpcId: loadBalancer?.VpcId });
    expect(listeners).toMatchObject([
      { Port: 8443, Protocol: "TCP", DefaultActions: [{ TargetGroupArn: targetGroup?.TargetGroupArn }] },
    ]);
    const service = (await aws.services(prefixOf(datacenter))).find((found) => found.serviceName === name);
    expect(service).toMatchObject({
      propagateTags: "TASK_DEFINITION",
      loadBalancers: [
        { targetGroupArn: targetGroup?.TargetGroupArn, containerName: expected.proxy, containerPort: 8443 },
      ],
    });
    const { containers } = await task(name);
    expect(configOf(containers["consul-ecs-mesh-init"])).toMatchObject({
      gateway: { kind: "mesh-gateway", wanAddress: { address: loadBalancer?.DNSName, port: 8443 } },
    });
  });

  test("the client's sidecar is told the server's name, where it is, and to leave through the gateway here", async () => {
    const { containers } = await task(app("client"));
    const config = configOf(containers["consul-ecs-mesh-init"]) as {
      proxy: { upstreams: { localBindPort: number }[] };
    };
    const [upstream] = config.proxy.upstreams;
    expect(config.proxy.upstreams).toEqual([
      {
        destinationName: app("server"),
        localBindPort: upstream?.localBindPort,
        meshGateway: { mode: "local" },
        ...expected.upstream,
      },
    ]);
    expect(containers["example-client-app"]?.environment).toContainEqual({
      name: "UPSTREAM_URIS",
      value: `http://localhost:${upstream?.localBindPort}`,
    });
  });

  test("the tasks of a datacenter know the servers there, and no others", async () => {
    for (const datacenter of ["dc1", "dc2"]) {
      const families = ["mesh-gateway", expected.controller].map((name) => ofDatacenter(datacenter, name));
      for (const family of [...families, app(datacenter === "dc1" ? "client" : "server")]) {
        const told = toldServers((await task(family)).definition);
        const known = ["dc1", "dc2"].filter((other) =>
          told.includes(`${ofDatacenter(other, "consul-server")}.${other}`),
        );
        expect([family, known]).toEqual([family, [datacenter]]);
      }
    }
  });

  test("the second server is told how the datacenters are joined, and reads its secrets from where they are", async () => {
    const { loadBalancer } = await aws.loadBalancer(ofDatacenter("dc1", "mesh-gateway"));
    const { containers } = await task(ofDatacenter("dc2", "consul-server-1"));
    const server = containers["consul-server"];
    expect(staticConfig(server?.command?.[0] ?? "")).toMatchObject(
      expected.secondServer(`${loadBalancer?.DNSName}:8443`),
    );
    const reads = (server?.secrets ?? []).map(({ name, valueFrom = "" }) => [name, secretName(valueFrom)]);
    expect(Object.fromEntries(reads)).toEqual(
      Object.fromEntries(
        Object.entries(expected.secondServerReads).map(([name, secret]) => [name, `${expected.name}-${secret}`]),
      ),
    );
  });

  test("the controllers deliver the entries to the servers that take them", async () => {
    const delivered = await Promise.all(
      ["dc1", "dc2"].map(async (datacenter) => {
        const { definition } = await task(ofDatacenter(datacenter, expected.controller));
        return [datacenter, deliveredEntries(definition)] as const;
      }),
    );
    expect(Object.fromEntries(delivered.filter(([, entries]) => entries.length > 0))).toEqual(expected.delivered);
  });

  test("the generated secrets have the form that Consul wants, and no secret is in clear anywhere", async () => {
    const names = expected.secrets.map((secret) => `${expected.name}-${secret}`);
    const values = await aws.secrets();
    expect(Object.keys(values).sort()).toEqual([...names, ...Object.keys(CA)].sort());
    const wrong = names.filter((name) => !(name.endsWith("gossip-key") ? isGossipKey : isUuid)(values[name] ?? ""));
    expect(wrong).toEqual([]);
    const places = {
      state: await readFile(join(folder, `terraform.${environment}.tfstate`), "utf8"),
      plan: JSON.stringify((await terraform.plan()).json),
      "cdk.tf.json": await readFile(join(folder, "cdktf.out/stacks", environment, "cdk.tf.json"), "utf8"),
    };
    expect(places.state).toContain(names[0]);
    const generatedSecrets = Object.fromEntries([...names, ...Object.keys(CA)].map((name) => [name, () => true]));
    expect(await leaks({ name: expected.name, tasks: {}, generatedSecrets, meshServices: [] }, aws, places)).toEqual(
      [],
    );
  }, 180_000);

  test("the outputs name both UIs, the example, and what to run after the apply", async () => {
    const outputs = (await terraform.output()) as Record<string, string>;
    const perDatacenter = [
      "bootstrap_token_command",
      "bootstrap_token_secret_arn",
      "consul_ui_url",
      "mesh",
      "roll_command",
    ].flatMap((name) => [`${name}_dc1`, `${name}_dc2`]);
    expect(Object.keys(outputs).sort()).toEqual(
      [...perDatacenter, "example_url", ...Object.keys(expected.commands)].sort(),
    );
    for (const [name, command] of Object.entries(expected.commands)) expect(outputs[name]).toMatch(command);
  });

  test("destroy leaves an empty state, and in the emulator only the CA that was brought", async () => {
    await terraform.destroy();
    expect(await terraform.stateList()).toEqual([]);
    expect(await emulator.contents()).toEqual({ secret: [...caArns].sort() });
  }, 900_000);

  test("the policy of the deploying role allows what was used (if not, `npm run permissions` takes it over)", () => {
    expect(actionsNotAllowed(log(), environment)).toEqual([]);
  });
}

/** @returns the ARNs of the certificate and of the key */
async function createCa({ endpoint }: Emulator): Promise<string[]> {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new SecretsManagerClient({ endpoint, region: "us-east-1", credentials });
  const made = Object.entries(CA).map(([Name, SecretString]) =>
    client.send(new CreateSecretCommand({ Name, SecretString })),
  );
  return (await Promise.all(made)).map(({ ARN }) => ARN ?? "");
}

function configOf(container: { environment?: { name?: string; value?: string }[] } | undefined): object {
  const variable = container?.environment?.find(({ name }) => name === "CONSUL_ECS_CONFIG_JSON");
  return JSON.parse(variable?.value ?? "{}") as object;
}

/** Secrets Manager adds six characters to the name. */
function secretName(arn: string): string {
  return (arn.split(":").at(-1) ?? "").replace(/-\w{6}$/, "");
}
