import { Fn } from "cdktf";
import type { Construct } from "constructs";
import {
  ANY_LAUNCH_TYPE,
  asArgument,
  enforce,
  isKnown,
  keptValueRules,
  once,
  together,
  type ContainerDefinition,
  type Precondition,
  type Rule,
  typeRules,
} from "../../aws";
import { releaseLine, type MeshTaskInput, type Release, type Releases, type Sidecars } from "../../consul";
import type { Additions } from "./additions";
import { containerFieldRules, type MeshIdentity } from "../common";
import { earlyCallsAdvice } from "./early-calls";
import { healthCheckedContainers, withAdditions, withHealthCheck } from "./containers";
import { addedRules, propsByThemselves, taskSize } from "./prop-rules";
import type { CommonMeshTaskProps, MeshTaskProps } from "./props";
import { lineRules, propsTogether, SERVICE_TOKEN_AUTH_METHOD } from "./rules";

/** A task with its defaults filled in, and what the release line adds to it. */
export interface TaskPlan {
  readonly containers: readonly ContainerDefinition[];
  readonly sidecars: Sidecars;
  readonly preconditions: Precondition[];
  /** What cannot be refused, but is to be said. */
  readonly advice?: string;
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

/** What the rules say of the props alone: the same each time that the task is planned. */
export interface JudgedProps {
  readonly types: () => readonly Rule[];
  readonly byThemselves: () => readonly Rule[];
  readonly together: () => readonly Rule[];
}

export function judgeProps<R extends Release>(props: MeshTaskProps<R>): JudgedProps {
  const common: CommonMeshTaskProps<R> & Releases[R]["meshTask"] = props;
  return {
    types: once(() => typeRules("MeshTask", common)),
    byThemselves: once(() => propsByThemselves<R>(common)),
    together: once(() => propsTogether(common)),
  };
}

/** The rules that are kept before anything is made: those that do not ask for the containers. */
export function earlyRules<R extends Release>(
  props: CommonMeshTaskProps<R>,
  judged: JudgedProps,
  added: Additions<Releases[R]>,
): Rule[] {
  return together(judged.types(), () =>
    together([...judged.byThemselves(), ...addedRules<R>(props, added)], judged.together),
  );
}

/** Refuses what cannot work, fills in the defaults, and lets the release line make its sidecars. */
export function planTask<R extends Release>(
  scope: Construct,
  props: MeshTaskProps<R>,
  judged: JudgedProps,
  added: Additions<Releases[R]>,
): TaskPlan {
  const common: CommonMeshTaskProps<R> & Releases[R]["meshTask"] = props;
  const given = typeof common.containers === "function" ? common.containers() : common.containers;
  const subject = subjectOf(scope);
  const filledIn = once(() => fillIn(subject, common, given, added));
  const own = [
    ...judged.byThemselves(),
    ...addedRules<R>(common, added),
    ...containersByThemselves(common, given),
    ...judged.types(),
  ];
  const preconditions = enforce(
    subject,
    together(own, () => {
      const { application, containers, input } = filledIn();
      return [
        ...secrecyRules(scope, common, application),
        ...judged.together(),
        ...lineRules<R>(common, application, containers, input, taskSize(common)),
      ];
    }),
  );
  const { containers, input } = filledIn();
  const { meshTask } = releaseLine<R>(common.release);
  const advice = earlyCallsAdvice({
    serviceName: input.serviceName,
    isCalled: common.outboundOnly !== true,
    containers,
    isChecked: meshTask.isChecked(input),
  });
  return { containers, sidecars: meshTask.sidecars(input), preconditions, advice };
}

/** What each container says by itself, as far as it was given: what is added to it later is judged with the additions. */
function containersByThemselves<R extends Release>(
  { release, compatibilities }: CommonMeshTaskProps<R>,
  given: readonly ContainerDefinition[],
): Rule[] {
  const sidecarNames = Object.values(releaseLine(release).meshTask.sidecarNames);
  return containerFieldRules(given, { sidecarNames, compatibilities });
}

/** What the task is called in messages. */
export function subjectOf(task: Construct): string {
  return `MeshTask "${task.node.path}"`;
}

/** No value of the task definition may be ephemeral. What the servers say is theirs to judge. */
export function secrecyRules<R extends Release>(
  scope: Construct,
  { servers: _, ...props }: CommonMeshTaskProps<R>,
  containers: readonly ContainerDefinition[],
): Rule[] {
  return keptValueRules(scope, { ...props, containers });
}

interface FilledIn<R extends Release> {
  /** The containers as they were given, with what was added to them. */
  readonly application: readonly ContainerDefinition[];
  /** The same with the health check. */
  readonly containers: readonly ContainerDefinition[];
  readonly input: MeshTaskInput<Releases[R]>;
}

function fillIn<R extends Release>(
  subject: string,
  props: CommonMeshTaskProps<R> & Releases[R]["meshTask"],
  given: readonly ContainerDefinition[],
  added: Additions<Releases[R]>,
): FilledIn<R> {
  const line = releaseLine(props.release);
  const check = props.httpHealthCheck;
  const health = check ? line.meshTask.httpHealthCheck(check) : {};
  const application = withAdditions(subject, given, added);
  const containers = withHealthCheck(application, check?.container, health.healthCheck);
  const { serviceName, namespace, partition } = identityOf<R>(props);
  const input: MeshTaskInput<Releases[R]> = {
    servers: props.servers,
    serviceName,
    namespace,
    partition,
    port: props.port ?? 0,
    serviceTags: props.serviceTags ?? [],
    serviceMeta: props.serviceMeta ?? {},
    publicListenerPort: props.publicListenerPort ?? 20000,
    serviceTokenAuthMethodName: props.serviceTokenAuthMethodName ?? SERVICE_TOKEN_AUTH_METHOD,
    healthCheckedContainers: healthCheckedContainers(containers, props.syncHealthOfAllContainers),
    consulCheck: health.consulCheck,
    consulEcsImage: props.consulEcsImage ?? line.consulEcsImage,
    compatibilities: props.compatibilities ?? ANY_LAUNCH_TYPE,
    logConfiguration: props.logConfiguration,
    upstreams: [...(props.upstreams ?? []), ...added.upstreams],
    openPorts: added.openPorts,
    likeHclModule: props.likeHclModule,
    options: props,
  };
  return { application, containers, input };
}

/** A token's letters are only known to Terraform. */
function lowerCase(text: string): string {
  return isKnown(text) ? text.toLowerCase() : Fn.lower(asArgument(text));
}
