import { environments, type Environment } from "../../environments";
import { consulEcsConfigOf } from "../helpers/consul-ecs-schema";
import { staticConfig } from "../helpers/server-config";
import type { Template } from "../helpers/template";
import { load as loadWith, synthesize, taskId } from "./given";

const [peers, federation] = environments("two-datacenters two-datacenters-client-agent") as [Environment, Environment];

export { federation, peers };

export const PAIR = { name: "pair", servers: { hosting: "fargate", tls: "brought" }, secondDatacenter: {} };
export const load = (change: object = {}): Environment => loadWith({ ...PAIR, ...change });
export const withData = (change: object = {}): Template => synthesize(load(change)).template;

export const containers = (template: Template, family: string) => template.containers(taskId(template, family));

/** The family of a task of a datacenter: the names of the first are those of an environment that has no other. */
export const familyOf = (environment: Pick<Environment, "name">, datacenter: string, task: string) =>
  `${environment.name}${datacenter === "dc1" ? "" : `-${datacenter}`}-${task}`;

/** What a server is told before it runs. */
export const serverConfig = (template: Template, family: string) =>
  staticConfig(containers(template, family)["consul-server"]?.command?.[0] ?? "");

export const secretsOf = (template: Template, family: string, container: string) =>
  Object.fromEntries(
    (containers(template, family)[container]?.secrets ?? []).map(({ name, valueFrom }) => [name, valueFrom]),
  );

export const upstreams = (template: Template, release: "0.10" | "0.6") =>
  consulEcsConfigOf(release, containers(template, "client-app")["consul-ecs-mesh-init"] ?? {}).proxy
    ?.upstreams as readonly { readonly localBindPort: number }[];
