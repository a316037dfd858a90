import { AnnotationMetadataEntryType, type TerraformStack } from "cdktf";
import type { ContainerDefinition } from "../../../../modules/aws";
import type { ConsulServers, Release } from "../../../../modules/consul";
import type { MeshService, MeshServiceProps } from "../../../../modules/mesh/service";
import { ServiceMesh, type ServiceMeshOptions } from "../../../../modules/mesh/service-mesh";
import { ExternalConsulServers } from "../../../../modules/servers/external";
import { type Block, type Template, environmentOf, testStack } from "../../../helpers/template";

export const ACCOUNT = "arn:aws:secretsmanager:us-east-1:123456789012:secret";
export const TOKEN_ARN = `${ACCOUNT}:token-a1b2c3`;
export const CLUSTER = { arn: "arn:aws:ecs:us-east-1:123456789012:cluster/mesh", name: "mesh" };
export const NETWORK = { vpcId: "vpc-0a1b2c3d", privateSubnetIds: ["subnet-0a1b2c3d"] };
/** With a command, so that its stop can be delayed. */
export const APP: ContainerDefinition = { name: "app", image: "app:1", essential: true, command: ["/app"] };
export const ON_EC2 = { compatibilities: ["EC2"], launchType: "EC2", cpu: 256, memory: 256 } as const;
export const LINES = ["0.10", "0.6"] as const satisfies readonly Release[];

export interface GivenMesh extends ServiceMeshOptions<Release> {
  readonly release?: Release;
  readonly servers?: Partial<ConsulServers>;
  readonly stack?: TerraformStack;
  readonly id?: string;
}

/** A mesh to make services in, and what makes them: each named by its id alone. */
export interface TestMesh {
  readonly stack: TerraformStack;
  readonly mesh: ServiceMesh;
  readonly service: (name: string, change?: Partial<MeshServiceProps>) => MeshService;
}

/** Servers that both lines find. */
export function servers(attributes: Partial<ConsulServers> = {}): ConsulServers {
  return ExternalConsulServers.fromAttributes({
    datacenter: "dc1",
    hosts: "consul.example.com",
    retryJoin: ["consul.example.com"],
    httpAddress: "http://consul.example.com:8500",
    ...attributes,
  });
}

export function testMesh(given: GivenMesh = {}): TestMesh {
  const { release = "0.10", servers: attributes, stack = testStack(), id = "mesh", ...options } = given;
  const placed = { servers: servers(attributes), cluster: CLUSTER, network: NETWORK };
  const mesh = new ServiceMesh<Release>(stack, id, { region: "us-east-1", ...options, ...placed, release });
  return {
    stack,
    mesh,
    service: (name, change = {}) => mesh.addService(name, { family: name, port: 9090, containers: [APP], ...change }),
  };
}

/** The only resource of a type of which an attribute has the value. */
export function resourceWith(template: Template, type: string, attribute: string, value: unknown): [string, Block] {
  const found = Object.entries(template.resources(type)).filter(([, block]) => block[attribute] === value);
  const [first, second] = found;
  if (!first || second) throw new Error(`${found.length} resources of ${type} have ${attribute} ${String(value)}.`);
  return first;
}

/** The containers of the task of a family, by name. */
export function containersOf(template: Template, family: string): Readonly<Record<string, ContainerDefinition>> {
  return template.containers(resourceWith(template, "aws_ecs_task_definition", "family", family)[0]);
}

export function containerOf(template: Template, family: string, name = "app"): ContainerDefinition {
  const found = containersOf(template, family)[name];
  if (!found) throw new Error(`The task ${family} has no container ${name}.`);
  return found;
}

export const ecsService = (template: Template, name: string): Block =>
  resourceWith(template, "aws_ecs_service", "name", name)[1];

/** The upstreams that the task of a family is told, as consul-ecs reads them. */
export function upstreamsOf(template: Template, family: string): readonly Block[] {
  const { CONSUL_ECS_CONFIG_JSON: config = "{}" } = environmentOf(
    containerOf(template, family, "consul-ecs-mesh-init"),
  );
  return (JSON.parse(config) as { readonly proxy: { readonly upstreams: readonly Block[] } }).proxy.upstreams;
}

/** Who may call whom: "web -> api", with partitions and namespaces where they are said. */
export function intentionsOf(mesh: ServiceMesh): string[] {
  return mesh
    .configEntries()
    .filter(({ Kind, Name }) => Kind === "service-intentions" && Name !== "*")
    .flatMap((entry) => (entry.Sources as readonly Block[]).map((source) => `${placed(source)} -> ${placed(entry)}`));
}

function placed({ Peer, Partition, Namespace, Name }: Block): string {
  const parts = [Peer, Partition, Namespace, Name].filter((part) => part !== undefined);
  return parts.map(String).join("/");
}

/** What a synth prints of a stack, without stopping. */
export function warningsOf(stack: TerraformStack): string[] {
  const entries = stack.node.findAll().flatMap(({ node }) => node.metadata);
  return entries
    .filter(({ type }) => type === (AnnotationMetadataEntryType.WARN as string))
    .map(({ data }) => String(data));
}

/** The same without what is said of a service that has no health check, as most in these tests. */
export function otherWarningsOf(stack: TerraformStack): string[] {
  return warningsOf(stack).filter((text) => !text.includes("is called as soon as its proxy is there"));
}
