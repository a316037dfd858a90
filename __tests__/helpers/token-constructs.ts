import { gunzipSync } from "node:zlib";
import type { ContainerDefinition } from "../../modules/aws";
import type { ConsulServers, Release } from "../../modules/consul";
import { ServiceMesh } from "../../modules/mesh/service-mesh";
import { DevServer } from "../../modules/servers/dev";
import { ExternalConsulServers } from "../../modules/servers/external";
import { CASES, VALUES, type CaseTokens } from "./token-cases";
import type { TwoStacks, Written } from "./two-stacks";

/** An attribute as it is written, how it is read when Terraform is done, and what is then wanted. */
export interface Seen {
  readonly attribute: string;
  readonly read: (value: string) => unknown;
  readonly wanted: unknown;
}

const CLUSTER = { arn: "arn:aws:ecs:us-east-1:123456789012:cluster/mesh", name: "mesh" };
const NETWORK = { vpcId: "vpc-0a1b2c3d", privateSubnetIds: ["subnet-0a1b2c3d"] };
const NAME = "eu-west-1-ecs-api";

/** A mesh, its servers and one server of our own, with tokens wherever the names come from. */
export function makeConstructs({ stack }: TwoStacks, release: Release, tokens: CaseTokens): void {
  const line = release.replace(".", "-");
  const mesh = new ServiceMesh<Release>(stack, `mesh-${line}`, {
    release,
    servers: serversOf(tokens),
    cluster: CLUSTER,
    network: NETWORK,
    region: tokens.region,
  });
  const app = { name: "app", image: "app:1", essential: true, command: ["/app"] };
  const api = mesh.addService(`api-${line}`, {
    family: `${tokens.region}-ECS-api`,
    port: 9090,
    protocol: "http",
    serviceMeta: { where: `${tokens.region}-x`, raw: "${not}" },
    containers: [
      {
        ...app,
        environment: Object.values(CASES).map(([token], index) => ({ name: `CASE_${index}`, value: token(tokens) })),
        secrets: [{ name: "SECRET", valueFrom: tokens.arn }],
        logConfiguration: {
          logDriver: "awslogs",
          options: { "awslogs-group": `${tokens.region}-logs`, "awslogs-region": tokens.region },
        },
      },
    ],
  });
  const web = mesh.addService(`web-${line}`, { family: "web", port: 9090, containers: [app] });
  web.connectTo(api, { localPort: 23456 });
  const base = {
    name: `consul-${line}`,
    vpcId: NETWORK.vpcId,
    subnetIds: NETWORK.privateSubnetIds,
  };
  const server = { ...base, clusterArn: CLUSTER.arn, nodeName: `${tokens.region}-node` };
  if (release === "0.10") new DevServer(stack, `server-${line}`, { release, ...server });
  else new DevServer(stack, `server-${line}`, { release, ...server });
}

/** What the constructs of a line write, and what it must come to. */
export function seenIn({ resource = {}, locals = {} }: Written, release: Release): Readonly<Record<string, Seen>> {
  const found = (type: string, part: string): Readonly<Record<string, unknown>> => {
    const [, block] = Object.entries(resource[type] ?? {}).find(([id]) => id.includes(part)) ?? [];
    if (!block) throw new Error(`There is no ${type} of ${part}.`);
    return block;
  };
  const line = release.replace(".", "-");
  const task = (part: string) => found("aws_ecs_task_definition", `${part}-${line}`);
  const definitions = (part: string) => String(task(part).container_definitions);
  const payload = Object.entries(locals).find(([id]) => id.includes(`mesh-${line}`));
  return {
    "the containers of a service": {
      attribute: definitions("api"),
      read: (value) => readApi(containersIn(value)),
      wanted: {
        environment: Object.values(CASES).map(([, value]) => value),
        secret: VALUES.arn,
        logGroup: "eu-west-1-logs",
        name: NAME,
        meta: { where: "eu-west-1-x", raw: "${not}" },
      },
    },
    "the tags of a service": {
      attribute: String((task("api").tags as Record<string, string>)["consul.hashicorp.com/service-name"]),
      read: (value) => value,
      wanted: NAME,
    },
    "the upstreams of its caller": {
      attribute: definitions("web"),
      read: (value) => configIn(containersIn(value)).proxy?.upstreams?.map(({ destinationName }) => destinationName),
      wanted: [NAME],
    },
    "the entries that are delivered": {
      attribute: String(payload?.[1]),
      read: (value) => entriesIn(value),
      wanted: ["defaults", "router", "intentions"].map((kind) => `service-${kind} ${NAME}`),
    },
    "the node of a server": {
      attribute: definitions("server"),
      read: (value) => value.includes("eu-west-1-node"),
      wanted: true,
    },
  };
}

/** An attribute with a text in place of each resource: only what is known of the run is looked at. */
export function withoutResources(attribute: string): string {
  return attribute.replace(/(?<![\w."/])(data\.)?aws_\w+\.[\w-]+\.\w+/g, '"$&"');
}

function serversOf({ server, arn }: CaseTokens): ConsulServers {
  return ExternalConsulServers.fromAttributes({
    datacenter: "dc1",
    hosts: `${server}.consul`,
    retryJoin: [`${server}.consul`],
    httpAddress: "https://consul.example.com:8501",
    tls: { enabled: true, caCertSecretArn: arn },
  });
}

interface Config {
  readonly service?: { readonly name: string; readonly meta: unknown };
  readonly proxy?: { readonly upstreams?: readonly { readonly destinationName: string }[] };
}

function containersIn(value: string): readonly ContainerDefinition[] {
  return JSON.parse(value) as ContainerDefinition[];
}

function configIn(containers: readonly ContainerDefinition[]): Config {
  const variables = containers.flatMap(({ environment }) => environment ?? []);
  const text = variables.find(({ name }) => name === "CONSUL_ECS_CONFIG_JSON")?.value ?? "{}";
  return JSON.parse(text) as Config;
}

function readApi(containers: readonly ContainerDefinition[]): object {
  const app = containers.find(({ name }) => name === "app");
  const { service } = configIn(containers);
  return {
    environment: app?.environment?.filter(({ name }) => name.startsWith("CASE_")).map(({ value }) => value),
    secret: app?.secrets?.[0]?.valueFrom,
    logGroup: app?.logConfiguration?.options?.["awslogs-group"],
    name: service?.name,
    meta: service?.meta,
  };
}

function entriesIn(value: string): string[] {
  const text = gunzipSync(Buffer.from(value, "base64")).toString();
  const { entries } = JSON.parse(text) as { entries: { Kind: string; Name: string }[] };
  return entries.filter(({ Name }) => Name.includes("ecs-api")).map(({ Kind, Name }) => `${Kind} ${Name}`);
}
