import { Fn } from "cdktf";
import {
  can,
  must,
  notTogether,
  number,
  pattern,
  propRules,
  requires,
  roleNameRule,
  unique,
  type Check,
  type ContainerDefinition,
  type Rule,
} from "../../aws";
import { optionsElsewhereRules, releaseLine, type MeshTaskInput, type Release, type Releases } from "../../consul";
import {
  containerRules,
  httpHealthCheckRules,
  meshMountRules,
  meshVolumeRules,
  portRules,
  sizeRules,
  upstreamRules,
} from "../common";
import type { CommonMeshTaskProps } from "./props";

type AnyMeshTaskProps = Omit<CommonMeshTaskProps<Release>, "containers" | "upstreams">;

const SERVICE_NAME = /^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$/;

/** The rules that are kept before anything is made: those that do not ask for the containers. */
export function earlyRules<R extends Release>(props: CommonMeshTaskProps<R> & object): Rule[] {
  return [
    ...optionsElsewhereRules(props.release, "meshTask", props),
    ...ownRules(props),
    releaseLine(props.release).iamRolePathRule(props.iamRolePath ?? "/consul-ecs/"),
  ];
}

/** Every rule about the props of a mesh task that does not depend on the release line. */
export function meshTaskRules(props: AnyMeshTaskProps, containers: readonly ContainerDefinition[]): Rule[] {
  return [
    ...ownRules(props),
    ...httpHealthCheckRules(props.httpHealthCheck, containers),
    ...namesOf(containers)("startBeforeSidecars", props.startBeforeSidecars),
  ];
}

function ownRules(props: AnyMeshTaskProps): Rule[] {
  const { family, serviceName, taskRole, executionRole } = props;
  return [
    ...propRules(props, {
      family: [
        pattern(
          /^[\w-]{1,255}$/,
          "must have 1 to 255 letters, digits, hyphens and underscores",
          "Choose another name.",
        ),
        ...(serviceName ? [] : [namesService()]),
      ],
      serviceTags: unique(
        "must not name anything twice, which consul-ecs refuses when the task starts",
        "Remove what is there twice.",
      ),
      taskRole: withIdAndArn(),
      executionRole: withIdAndArn(),
      applicationShutdownDelaySeconds: number(
        0,
        Infinity,
        "must be a number of seconds, 0 or more",
        "Leave it out for no delay.",
      ),
    }),
    ...pattern(
      SERVICE_NAME,
      `must be lower case and match ${SERVICE_NAME.source}`,
      "Use lower case letters, digits, hyphens and underscores, with a letter or digit at both ends.",
    )("serviceName", serviceName || undefined),
    ...(taskRole ? [] : [roleNameRule("family", family, "-task")]),
    ...(executionRole ? [] : [roleNameRule("family", family, "-execution")]),
    ...tenancyRules(props),
    ...roleRules(props),
  ];
}

/** The rules that need to know what the line makes of the props. */
export function lineRules<R extends Release>(
  props: CommonMeshTaskProps<R>,
  containers: readonly ContainerDefinition[],
  input: MeshTaskInput<Releases[R]>,
  task: { readonly cpu: number; readonly memory: number },
): Rule[] {
  const line = releaseLine(props.release);
  const { reservedPorts, upstreamKeys, sidecarNames } = line.meshTask;
  const { upstreams } = input;
  const sidecarPorts = [...reservedPorts, ...Object.values(line.meshTask.listenerPorts(input))];
  return [
    line.iamRolePathRule(props.iamRolePath ?? "/consul-ecs/"),
    ...containerRules(containers, {
      sidecarNames: Object.values(sidecarNames),
      sidecarsEssential: input.options.sidecarsEssential ?? false,
    }),
    ...meshVolumeRules(props.volumes, input.compatibilities),
    ...meshMountRules(containers, props.volumes),
    ...upstreamRules(upstreams, upstreamKeys),
    ...portRules(props.outboundOnly, props.port, { port: input.port, containers, upstreams, sidecarPorts }),
    ...sizeRules(task, containers, input.options),
    ...line.meshTask.rules(input),
  ];
}

/** By default the service is named after the family, in lower case. */
function namesService(): Check {
  return must<string>(
    "must begin and end with a letter or a digit, because the service is named after it",
    "Change it, or give serviceName.",
    (family) => SERVICE_NAME.test(family.toLowerCase()),
    (family) => can(Fn.regex(SERVICE_NAME.source, Fn.lower(family))),
  );
}

/** The message is about the one that is missing. */
function tenancyRules({ namespace, partition }: AnyMeshTaskProps): Rule[] {
  return [
    ...requires({ partition }, { namespace }, "must be set when partition is set").map(about("namespace", namespace)),
    ...requires({ namespace }, { partition }, "must be set when namespace is set").map(about("partition", partition)),
  ];
}

function about(prop: string, got: unknown): (rule: Rule) => Rule {
  return (rule) => ({ ...rule, prop, got });
}

function withIdAndArn(): Check {
  return must<NonNullable<AnyMeshTaskProps["taskRole"]>>(
    "must have an id (its name) and an ARN",
    "Give both, or leave it out to have a role made.",
    ({ id, arn }) => !!id && !!arn,
  );
}

/** What would change a role that is not made here. */
function roleRules(props: AnyMeshTaskProps): Rule[] {
  const { taskRole, executionRole, taskRolePolicyArns, executionRolePolicyArns } = props;
  const { executeCommand, kmsKeyArns, permissionsBoundary } = props;
  const given = (role: string) => `cannot be given together with ${role}, which is not this construct's to change`;
  const attach = "Attach the policies to the role where it is made.";
  const allow = (action: string) => `Allow ${action} in the role where it is made.`;
  return [
    ...notTogether({ taskRolePolicyArns, taskRole }, given("taskRole"), attach),
    ...notTogether({ executionRolePolicyArns, executionRole }, given("executionRole"), attach),
    ...notTogether({ executeCommand, taskRole }, given("taskRole"), allow("ssmmessages:*")),
    ...notTogether({ kmsKeyArns, executionRole }, given("executionRole"), allow("kms:Decrypt")),
    ...notTogether(
      { permissionsBoundary, bothRoles: taskRole && executionRole },
      "has no role to bound, because taskRole and executionRole are both given",
      "Set it on the roles where they are made.",
    ),
  ];
}

function namesOf(containers: readonly ContainerDefinition[]): Check {
  return must<readonly string[]>(
    "must name containers of the application",
    "Correct the names, or leave it out.",
    (names) => names.every((name) => containers.some((container) => container.name === name)),
  );
}
