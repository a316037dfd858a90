import {
  allOf,
  ANY_LAUNCH_TYPE,
  differs,
  flag,
  hclModuleSwitch,
  iamPath,
  imageName,
  isBetween,
  itemsOf,
  known,
  length,
  logConfiguration,
  mandatory,
  must,
  once,
  onceFor,
  onlyProps,
  pattern,
  placeOf,
  policyArns,
  propRules,
  roleAttributes,
  tagMap,
  taskOptionChecks,
  taskSizeRules,
  text,
  fields,
  each,
  type AllChecks,
  type Check,
  type Rule,
} from "../../aws";
import {
  authMethodName,
  LABEL_LENGTH,
  listenerPort,
  optionsElsewhereRules,
  releaseLine,
  RELEASES,
  SERVICE_NAME,
  serviceMeta,
  serviceTags,
  tenancyName,
  type Release,
  type Releases,
} from "../../consul";
import { httpHealthCheckFields, meshVolumeRules, OWN_TASK_TAGS, upstreamChecks } from "../common";
import { additionRules, type Additions } from "./additions";
import type { CommonMeshTaskProps, MeshTaskProps } from "./props";

type CommonChecks = AllChecks<CommonMeshTaskProps<Release>>;

/** What is checked of each prop by itself, but for the release, the containers and what depends on the line. */
const COMMON_CHECKS = once((): CommonChecks => ({
  ...taskOptionChecks(),
  release: [],
  servers: mandatory(fields({})),
  // The fields of an upstream are the line's.
  upstreams: [],
  family: mandatory(
    pattern(/^[\w-]{1,255}$/, "must have 1 to 255 letters, digits, hyphens and underscores", "Choose another name."),
  ),
  // Those of a function are judged when there are any.
  containers: [],
  // With the ports of the task.
  port: [],
  outboundOnly: flag(),
  serviceName: [
    pattern(
      new RegExp(`^$|${SERVICE_NAME.source}`),
      `must be lower case and match ${SERVICE_NAME.source}`,
      "Use lower case letters, digits, hyphens and underscores, with a letter or digit at both ends.",
    ),
    length(
      0,
      LABEL_LENGTH,
      `must have ${LABEL_LENGTH} characters at most, because it is a label in DNS`,
      "Shorten it.",
    ),
  ],
  serviceTags: serviceTags(),
  serviceMeta: serviceMeta(),
  namespace: tenancyName(),
  partition: tenancyName(),
  // With the launch types, which offer sizes.
  cpu: [],
  memory: [],
  // With the launch types, which have volumes.
  volumes: [],
  taskRole: roleAttributes(),
  taskRoleTrustedElsewhere: flag(),
  executionRole: roleAttributes(),
  iamRolePath: iamPath(),
  taskRolePolicyArns: policyArns(),
  executionRolePolicyArns: policyArns(),
  consulEcsImage: imageName(),
  // With the reserved ports.
  publicListenerPort: [],
  // With the launch types, which have drivers.
  logConfiguration: [],
  serviceTokenAuthMethodName: authMethodName(),
  httpHealthCheck: httpHealthCheckFields(),
  syncHealthOfAllContainers: flag(),
  executeCommand: flag(),
  tags: tagMap(OWN_TASK_TAGS),
  applicationShutdownDelaySeconds: shutdownDelay(),
  wrapsOwnEntryPoint: flag(),
  likeHclModule: hclModuleSwitch(),
  startBeforeSidecars: [known("because it decides what waits for what", "Write the list out."), each(text())],
  logRouterFirst: flag(),
}));

/** The wrapper that delays is put in when the stack is written, so that what only Terraform knows must be a delay. */
function shutdownDelay(): Check {
  const rule = "must be a number of seconds, 0 or more";
  return must<number>(
    `${rule}; more than 0 where only Terraform knows it`,
    "Leave it out for no delay.",
    (seconds) => Number.isFinite(seconds) && seconds >= 0,
    (seconds) => allOf(differs(seconds, [0]), isBetween(seconds, 0, Infinity)),
  );
}

/** The task's size with its defaults. */
export function taskSize({ cpu = 256, memory = 512 }: { readonly cpu?: number; readonly memory?: number }) {
  return { cpu, memory };
}

/** The names of the props of a mesh task on a line. */
export const meshTaskPropNames = onceFor((release: Release): readonly string[] => [
  ...Object.keys(COMMON_CHECKS()),
  ...releaseLine(release).optionNames.meshTask,
]);

/** The names of the props of a mesh task on any line. */
const anyPropNames = once(
  (): ReadonlySet<string> => new Set([...RELEASES.flatMap((release) => meshTaskPropNames(release))]),
);

/** Of the props of something that is more than a task those that are the task's, on whichever line. */
export function meshTaskProps<R extends Release>(props: MeshTaskProps<R>): MeshTaskProps<R> {
  return Object.fromEntries(Object.entries(props).filter(([name]) => anyPropNames().has(name))) as MeshTaskProps<R>;
}

/** The rules about each prop by itself: those of the line too. Another prop, or one of another line, is refused. */
export function propsByThemselves<R extends Release>(props: CommonMeshTaskProps<R> & Releases[R]["meshTask"]): Rule[] {
  const { release, compatibilities = ANY_LAUNCH_TYPE } = props;
  const line = releaseLine<R>(release).meshTask;
  return [
    ...onlyProps(props, meshTaskPropNames(release)).filter(({ prop }) => !anyPropNames().has(prop)),
    ...optionsElsewhereRules(release, "meshTask", props),
    ...propRules<CommonMeshTaskProps<Release>>(props, COMMON_CHECKS()),
    ...propRules<Releases[R]["meshTask"]>(props, line.optionChecks()),
    ...listenerPort(line.reservedPorts)("publicListenerPort", props.publicListenerPort),
    ...taskSizeRules(props, taskSize(props)),
    ...meshVolumeRules(props.volumes, compatibilities, {}),
    ...logConfiguration(placeOf(compatibilities))("logConfiguration", props.logConfiguration),
  ];
}

/** The rules about the upstreams and about what else may be added to the task. */
export function addedRules<R extends Release>(
  { release, upstreams }: CommonMeshTaskProps<R>,
  added: Additions<Releases[R]>,
): Rule[] {
  // What is no list is told as it is.
  const isList = upstreams === undefined || itemsOf(upstreams) === upstreams;
  const all = isList ? [...(upstreams ?? []), ...added.upstreams] : upstreams;
  return [...upstreamChecks(releaseLine<R>(release).meshTask.upstreamKeys)("upstreams", all), ...additionRules(added)];
}
