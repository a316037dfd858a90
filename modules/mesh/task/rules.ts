import { Fn, Token } from "cdktf";
import {
  asArgument,
  can,
  differs,
  isKnown,
  itemsOf,
  must,
  notTogether,
  requires,
  roleNameRule,
  textExpression,
  verdict,
  type Check,
  type ContainerDefinition,
  type Rule,
  type Truth,
} from "../../aws";
import {
  DATA_MOUNT,
  LABEL_LENGTH,
  releaseLine,
  SERVICE_NAME,
  type MeshTaskInput,
  type MeshTaskLineOptions,
  type Release,
  type Releases,
} from "../../consul";
import { containersTogether, httpHealthCheckRules, meshMountRules, portRules, sizeRules } from "../common";
import { hasDelay, startsEarly } from "./containers";
import type { CommonMeshTaskProps } from "./props";

type AnyMeshTaskProps = Omit<CommonMeshTaskProps<Release>, "containers" | "upstreams"> & MeshTaskLineOptions;

/** What is asked of several props together, as far as it needs neither the containers nor the release line. */
export function propsTogether(props: AnyMeshTaskProps): Rule[] {
  const { family, serviceName, taskRole, executionRole } = props;
  return [
    ...(serviceName ? [] : namesService()("family", family)),
    ...(taskRole ? [] : [roleNameRule("family", family, "-task")]),
    ...(executionRole ? [] : [roleNameRule("family", family, "-execution")]),
    ...tenancyRules(props),
    ...roleRules(props),
    ...trustRules(props),
  ];
}

/** The rules that need to know the containers, and what the line makes of the props. */
export function lineRules<R extends Release>(
  props: CommonMeshTaskProps<R>,
  given: readonly ContainerDefinition[],
  containers: readonly ContainerDefinition[],
  input: MeshTaskInput<Releases[R]>,
  task: { readonly cpu: number; readonly memory: number },
): Rule[] {
  const line = releaseLine(props.release);
  const { reservedPorts, sidecarNames } = line.meshTask;
  const { upstreams, compatibilities } = input;
  const sidecarPorts = [...reservedPorts, ...Object.values(line.meshTask.listenerPorts(input))];
  return [
    ...containersTogether(containers, {
      sidecarNames: Object.values(sidecarNames),
      sidecarsEssential: input.options.sidecarsEssential ?? false,
      proxyName: sidecarNames.proxy,
      compatibilities,
    }),
    ...meshMountRules(containers, props.volumes),
    ...portRules(props.outboundOnly, props.port, { port: input.port, containers, upstreams, sidecarPorts }),
    ...httpHealthCheckRules(props.httpHealthCheck, given),
    ...namesOf(containers)("startBeforeSidecars", props.startBeforeSidecars),
    ...sidecarLogRules(props, containers),
    ...delayMountRules(props, containers),
    ...sizeRules(task, containers, input.options),
    ...line.meshTask.rules(input),
  ];
}

/** By default the service is named after the family, in lower case. */
function namesService(): Check {
  const fix = "Change it, or give serviceName.";
  const rule = `must begin and end with a letter or a digit, and have ${LABEL_LENGTH} characters at most, because the service is named after it`;
  return must<string>(
    rule,
    fix,
    (family) => SERVICE_NAME.test(family.toLowerCase()) && family.length <= LABEL_LENGTH,
    (family) =>
      can(Fn.regex(textExpression(`^[a-z0-9]([a-z0-9_-]{0,${LABEL_LENGTH - 2}}[a-z0-9])?$`), Fn.lower(family))),
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

/** The controller's auth method lets in the roles under one path, and no others. */
function trustRules(props: AnyMeshTaskProps): Rule[] {
  const { servers, taskRole, iamRolePath = DEFAULT_IAM_PATH, taskRoleTrustedElsewhere = false } = props;
  const method = props.consulEcsConfig?.consulLogin?.method ?? props.serviceTokenAuthMethodName;
  const isControllers = method === undefined || method === SERVICE_TOKEN_AUTH_METHOD;
  if (!servers.acls || !taskRole || taskRoleTrustedElsewhere || !isControllers) return [];
  return verdict(
    "taskRole.arn",
    taskRole.arn,
    "must be under iamRolePath, because the auth method lets no other role log in",
    "Make the role under that path, or give taskRoleTrustedElsewhere: true when an auth method trusts it.",
    isUnder(taskRole.arn, iamRolePath),
  );
}

/** The auth method of the controller. */
export const SERVICE_TOKEN_AUTH_METHOD = "iam-ecs-service-token";

/** Path of the roles that the controller's auth method trusts by default. */
export const DEFAULT_IAM_PATH = "/consul-ecs/";

function isUnder(arn: string, path: string): Truth {
  if (isKnown([arn, path])) return arn.includes(`:role${path}`);
  return Token.asAny(Fn.strcontains(asArgument(arn), Fn.join("", [":role", path])));
}

/** The sidecars' log goes through a router only if it is there before them. */
function sidecarLogRules(props: AnyMeshTaskProps, containers: readonly ContainerDefinition[]): Rule[] {
  return props.logConfiguration?.logDriver === "awsfirelens"
    ? verdict(
        "logConfiguration.logDriver",
        "awsfirelens",
        "needs a log router that starts before the sidecars",
        "Add a container with firelensConfiguration and give logRouterFirst: true, or choose another driver.",
        containers.some((container) => container.firelensConfiguration && startsEarly(container, props)),
      )
    : [];
}

/** The program that delays comes with a mount. */
function delayMountRules(props: AnyMeshTaskProps, containers: readonly ContainerDefinition[]): Rule[] {
  if (!hasDelay(props.applicationShutdownDelaySeconds ?? 0)) return [];
  return containers.flatMap((container, index) =>
    itemsOf(startsEarly(container, props) ? [] : container.mountPoints).flatMap(({ containerPath }, at) =>
      verdict(
        `containers[${index}].mountPoints[${at}].containerPath`,
        containerPath,
        `must not be '${DATA_MOUNT.containerPath}', where the program is that delays the application's end`,
        "Choose another path, or leave applicationShutdownDelaySeconds out.",
        differs(containerPath, [DATA_MOUNT.containerPath]),
      ),
    ),
  );
}

function namesOf(containers: readonly ContainerDefinition[]): Check {
  return must<readonly string[]>(
    "must name containers of the application",
    "Correct the names, or leave it out.",
    (names) => names.every((name) => containers.some((container) => container.name === name)),
  );
}
