import { Fn } from "cdktf";
import {
  ANY_LAUNCH_TYPE,
  enforce,
  isKnown,
  taskOptionRules,
  type ContainerDefinition,
  type Precondition,
} from "../../aws";
import {
  optionsElsewhereRules,
  releaseLine,
  type MeshTaskInput,
  type Release,
  type Releases,
  type Sidecars,
} from "../../consul";
import type { Additions } from "./additions";
import type { MeshIdentity } from "../common";
import { healthCheckedContainers, withAdditions, withHealthCheck } from "./containers";
import type { CommonMeshTaskProps, MeshTaskProps } from "./props";
import { lineRules, meshTaskRules } from "./rules";

/** A task with its defaults filled in, and what the release line adds to it. */
export interface TaskPlan {
  readonly containers: readonly ContainerDefinition[];
  readonly sidecars: Sidecars;
  readonly preconditions: Precondition[];
}

/** By what the mesh knows the task. */
export function identityOf<R extends Release>(props: CommonMeshTaskProps<R>): MeshIdentity {
  return {
    serviceName: props.serviceName || lowerCase(props.family),
    namespace: props.namespace ?? "",
    partition: props.partition ?? "",
    moduleVersion: releaseLine(props.release).moduleVersion,
  };
}

/** Fills in the defaults, refuses what cannot work, and lets the release line make its sidecars. */
export function planTask<R extends Release>(
  subject: string,
  props: MeshTaskProps<R>,
  added: Additions<Releases[R]>,
): TaskPlan {
  const common: CommonMeshTaskProps<R> & Releases[R]["meshTask"] = props;
  const line = releaseLine(common.release);
  const given = typeof common.containers === "function" ? common.containers() : common.containers;
  const check = common.httpHealthCheck;
  const health = check ? line.meshTask.httpHealthCheck(check) : {};
  const application = withAdditions(subject, given, added);
  const containers = withHealthCheck(application, check?.container, health.healthCheck);
  const { serviceName, namespace, partition } = identityOf(common);
  const input: MeshTaskInput<Releases[R]> = {
    servers: common.servers,
    serviceName,
    namespace,
    partition,
    port: common.port ?? 0,
    serviceTags: common.serviceTags ?? [],
    serviceMeta: common.serviceMeta ?? {},
    publicListenerPort: common.publicListenerPort ?? 20000,
    serviceTokenAuthMethodName: common.serviceTokenAuthMethodName ?? "iam-ecs-service-token",
    healthCheckedContainers: healthCheckedContainers(containers, common.syncHealthOfAllContainers),
    consulCheck: health.consulCheck,
    consulEcsImage: common.consulEcsImage ?? line.consulEcsImage,
    compatibilities: common.compatibilities ?? ANY_LAUNCH_TYPE,
    logConfiguration: common.logConfiguration,
    upstreams: [...(common.upstreams ?? []), ...added.upstreams],
    openPorts: added.openPorts,
    options: common,
  };
  const preconditions = enforce(subject, [
    ...taskOptionRules(common, size(common)),
    ...optionsElsewhereRules(common.release, "meshTask", common),
    ...meshTaskRules(common, application),
    ...lineRules<R>(common, containers, input, size(common)),
  ]);
  return { containers, sidecars: line.meshTask.sidecars(input), preconditions };
}

/** The task's size with its defaults. */
export function size({ cpu = 256, memory = 512 }: { readonly cpu?: number; readonly memory?: number }) {
  return { cpu, memory };
}

/** A token's letters are only known to Terraform. */
function lowerCase(text: string): string {
  return isKnown(text) ? text.toLowerCase() : Fn.lower(text);
}
