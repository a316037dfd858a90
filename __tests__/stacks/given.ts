import { Testing } from "cdktf";
import { loadEnvironments, type Environment, type EnvironmentData } from "../../environments";
import type { ConfigEntry } from "../../modules/consul/config-entries";
import { addStack } from "../../stacks";
import { evaluateTemplate } from "../helpers/evaluate-template";
import { Template } from "../helpers/template";

/** An environment in which nothing is said that has a default, but the example. */
export const DATA: EnvironmentData = {
  name: "mesh",
  region: "eu-central-1",
  release: "0.10",
  servers: { hosting: "fargate" },
  application: "example",
  backend: { type: "local" },
};

const secret = (name: string) => `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}-AbCdEf`;

/** Servers of somebody else, with which each release line can do. */
export const EXTERNAL = {
  hosting: "external",
  hosts: "consul.internal.example.com",
  retryJoin: ["10.0.1.10", "10.0.2.10"],
  httpAddress: "https://consul.internal.example.com:8501",
  grpcPort: 8503,
  tls: { caCertSecretArn: secret("ca") },
  bootstrapTokenSecretArn: secret("token"),
  gossipKeySecretArn: secret("gossip"),
  cidrBlocks: ["10.0.0.0/16"],
} satisfies EnvironmentData["servers"];

/** The least that each hosting needs to be told. */
export const HOSTINGS: Readonly<Record<string, EnvironmentData["servers"]>> = {
  fargate: { hosting: "fargate" },
  ec2: { hosting: "ec2" },
  hcp: { hosting: "hcp" },
  external: EXTERNAL,
};

/** @param change keys of the data that are others, also such as its type refuses */
export function load(change: object = {}): Environment {
  return loadEnvironments({ test: { ...DATA, ...change } })[0]!;
}

export interface Synthesized {
  readonly template: Template;
  readonly warnings: readonly string[];
}

export function synthesize(environment: Environment): Synthesized {
  const stack = addStack(Testing.app(), environment);
  const template = Template.of(stack);
  const warnings = stack.node
    .findAll()
    .flatMap(({ node }) => node.metadata.filter(({ type }) => type === "@cdktf/warn").map(({ data }) => String(data)));
  return { template, warnings };
}

export const withData = (change: object = {}): Template => synthesize(load(change)).template;

export interface Service {
  readonly id: string;
  readonly name: string;
  readonly task_definition: string;
  readonly depends_on?: readonly string[];
  readonly triggers?: Readonly<Record<string, string>>;
  readonly launch_type?: string;
  readonly capacity_provider_strategy?: readonly object[];
  readonly network_configuration: { readonly subnets: readonly string[] };
  readonly deployment_minimum_healthy_percent?: number;
  readonly deployment_maximum_percent?: number;
  readonly wait_for_steady_state?: unknown;
}

/** ECS services. */
export function services(template: Template): readonly Service[] {
  return Object.entries(template.resources("aws_ecs_service")).map(
    ([id, service]) => ({ ...service, id }) as unknown as Service,
  );
}

/** The service whose name ends so, and whose address begins so. */
export function service(template: Template, name: string, address = ""): Service {
  return services(template).find((found) => found.name.endsWith(name) && found.id.startsWith(address))!;
}

/** The id of the task definition whose family ends so. */
export function taskId(template: Template, family: string): string {
  const tasks = Object.entries(template.resources("aws_ecs_task_definition"));
  return tasks.find(([, task]) => String(task.family).endsWith(family))![0];
}

/** The configuration entries that a container of the task delivers: none where it has no such container. */
export function delivered(template: Template, family: string): readonly ConfigEntry[] {
  const { environment = [] } = template.containers(taskId(template, family))["consul-ecs-config-entries"] ?? {};
  const [, name] =
    /^\$\{local\.(.*)\}$/.exec(environment.find((found) => found.name === "CONFIG_ENTRIES_0")?.value ?? "") ?? [];
  if (name === undefined) return [];
  const [, text] = /^\$\{base64gzip\((".*")\)\}$/s.exec(String(template.locals[name])) ?? [];
  return (JSON.parse(evaluateTemplate(`\${${text}}`)) as { entries: ConfigEntry[] }).entries;
}

/** Configuration entries as "kind name". */
export const named = (entries: readonly ConfigEntry[]): string[] =>
  entries.map(({ Kind, Name = "" }) => `${Kind} ${Name}`.trim());

export const secretNames = (template: Template): unknown[] =>
  Object.values(template.resources("aws_secretsmanager_secret"))
    .map(({ name }) => name)
    .sort();
