import type { Release } from "../../../modules/consul";
import { groupBy, list, record, text } from "../values";
import { byHand, constrainedVersion, isModuleOf, lineOf, type ModuleName } from "./lines";
import { moduleSource } from "./module-source";
import { callPath, type StateResource } from "./resource";
import type { CallSource, CallSources } from "./sources";

/** An instance of a module call that is taken over. */
export interface Call {
  /** `module.mesh.module.client["a"]` */
  readonly address: string;
  readonly module: ModuleName;
  readonly release: Release;
  readonly resources: readonly StateResource[];
}

/** What is named and left. */
export interface Left {
  readonly address: string;
  readonly why: string;
}

export interface Calls {
  readonly calls: readonly Call[];
  readonly left: readonly Left[];
  /** Resources that are of no call of HashiCorp's modules. */
  readonly others: readonly StateResource[];
}

/**
 * Finds the calls of HashiCorp's modules for Consul on ECS, each instance of a call by itself.
 *
 * @param line the release line of calls whose version nothing else says
 */
export function findCalls(resources: readonly StateResource[], sources: CallSources, line?: Release): Calls {
  const byModule = groupBy(resources, ({ module }) => module);
  const found = [...byModule].map(([address, own]) => judge(address, own, sources.get(callPath(address)), line));
  const paths = new Set([...byModule.keys()].map(callPath));
  return {
    calls: found.flatMap(({ call }) => call ?? []),
    left: [...found.flatMap(({ left }) => left ?? []), ...notApplied(sources, paths)],
    others: found.flatMap(({ others }) => others ?? []),
  };
}

interface Judgement {
  readonly call?: Call;
  readonly left?: Left;
  readonly others?: readonly StateResource[];
}

function judge(
  address: string,
  resources: readonly StateResource[],
  source: CallSource | undefined,
  line: Release | undefined,
): Judgement {
  const module = address === "" ? undefined : moduleOf(resources, source);
  if (module === undefined) return { others: resources };
  const leave = (why: string): Judgement => ({ left: { address, why }, others: resources });
  const version = versionOf(resources, source);
  const release = version === undefined ? line : lineOf(version);
  if (release === undefined) {
    return leave(
      version === undefined
        ? `nothing says which version of ${module} it is: give --modules, or --line when it is of 0.10 or 0.6`
        : `it is ${module} ${version}, for which there is no construct. ${byHand(module, version)}`,
    );
  }
  if (!isModuleOf(release, module)) return leave(`line ${release} has no module ${module}`);
  const unsettled = resources.map((each) => unsettledBecause(each, module)).find((why) => why !== undefined);
  return unsettled === undefined ? { call: { address, module, release, resources } } : leave(unsettled);
}

/** Which module it is: by its source, and without one by what only that module makes. */
function moduleOf(resources: readonly StateResource[], source: CallSource | undefined): string | undefined {
  if (source !== undefined) return moduleSource(source.source)?.module;
  const has = (name: string) => resources.some((each) => `${each.type}.${each.name}` === name);
  if (has("aws_iam_role_policy_attachment.consul-controller-execution"))
    return containerNames(resources).includes("consul-acl-controller") ? "acl-controller" : "controller";
  const containers = containerNames(resources);
  if (containers.includes("consul-server") && has("aws_service_discovery_service.server")) return "dev-server";
  if (!containers.includes("consul-ecs-mesh-init")) return undefined;
  return has("aws_ecs_service.this") ? "gateway-task" : "mesh-task";
}

function containerNames(resources: readonly StateResource[]): string[] {
  const task = resources.find(({ type, name }) => type === "aws_ecs_task_definition" && name === "this");
  try {
    return list(JSON.parse(String(task?.values.container_definitions))).map((each) => String(record(each).name));
  } catch {
    return [];
  }
}

/** The module writes its version on the task definitions of the mesh: that is what was applied. */
function versionOf(resources: readonly StateResource[], source: CallSource | undefined): string | undefined {
  const tags = resources.map(({ values }) => text(record(values.tags)["consul.hashicorp.com/module-version"]));
  const written = tags.find((tag) => tag !== undefined);
  return written ?? constrainedVersion(source?.version ?? "") ?? moduleSource(source?.source ?? "")?.version;
}

/** Types whose values are secrets, of which nothing is read. */
const SECRETS = /^(aws_secretsmanager_secret_version|tls_|random_|null_resource)/;

/** What Terraform is about to replace or to destroy cannot be taken over as it is, and what is secret cannot be written. */
function unsettledBecause(
  { address, type, sensitive, tainted, deposed }: StateResource,
  module: string,
): string | undefined {
  // Of a dev server the whole document is sensitive, for the licence it might have; no secret of it is written.
  if (sensitive.length > 0 && !SECRETS.test(type) && module !== "dev-server")
    return `${address} has a sensitive ${sensitive.join(" and ")}, which is not written anywhere: put what is secret in it into a secret of Secrets Manager that the container refers to by its ARN`;
  if (deposed !== undefined) return `${address} has an object that waits to be destroyed: apply, and run this again`;
  if (!tainted) return undefined;
  return `${address} is tainted, so that the next apply would replace it: \`terraform untaint '${address}'\`, or apply, and run this again`;
}

/** Calls that a plan knows and the state does not. */
function notApplied(sources: CallSources, paths: ReadonlySet<string>): Left[] {
  return [...sources]
    .filter(([path, { source }]) => moduleSource(source) !== undefined && !paths.has(path))
    .map(([path]) => ({
      address: path
        .split(".")
        .map((name) => `module.${name}`)
        .join("."),
      why: "it has nothing in the state: it was never applied, or has no instance",
    }));
}
