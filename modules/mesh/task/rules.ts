import { Fn, Op, type IResolvable } from "cdktf";
import { isKnown, judge, roleNameRule, type ContainerDefinition, type Rule } from "../../aws";
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

const SERVICE_NAME = "^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$";

/** The rules that are kept before anything is made: those that do not ask for the containers. */
export function earlyRules<R extends Release>(props: CommonMeshTaskProps<R> & object): Rule[] {
  return [
    ...optionsElsewhereRules(props.release, "meshTask", props),
    ...propRules(props),
    releaseLine(props.release).iamRolePathRule(props.iamRolePath ?? "/consul-ecs/"),
  ];
}

/** Every rule about the props of a mesh task that does not depend on the release line. */
export function meshTaskRules(props: AnyMeshTaskProps, containers: readonly ContainerDefinition[]): Rule[] {
  return [
    ...propRules(props),
    ...httpHealthCheckRules(props.httpHealthCheck, containers),
    startBeforeSidecarsRule(props.startBeforeSidecars, containers),
  ];
}

function propRules(props: AnyMeshTaskProps): Rule[] {
  return [
    ...familyRules(props),
    serviceNameRule(props.serviceName),
    serviceTagsRule(props.serviceTags),
    ...tenancyRules(props),
    ...roleRules(props),
    shutdownDelayRule(props.applicationShutdownDelaySeconds),
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

/** The roles that are made are named after the family, and so, by default, is the service. */
function familyRules({ family, serviceName, taskRole, executionRole }: AnyMeshTaskProps): Rule[] {
  return [
    {
      prop: "family",
      rule: "must have 1 to 255 letters, digits, hyphens and underscores",
      got: family,
      fix: "Choose another name.",
      holds: judge(
        family,
        (value) => /^[\w-]{1,255}$/.test(value),
        (value) => Fn.can(Fn.regex("^[0-9A-Za-z_-]{1,255}$", value)),
      ),
    },
    ...(taskRole ? [] : [roleNameRule("family", family, "-task")]),
    ...(executionRole ? [] : [roleNameRule("family", family, "-execution")]),
    {
      prop: "family",
      rule: "must begin and end with a letter or a digit, because the service is named after it",
      got: family,
      fix: "Change it, or give serviceName.",
      holds:
        !!serviceName ||
        judge(
          family,
          (value) => new RegExp(SERVICE_NAME).test(value.toLowerCase()),
          (value) => Fn.can(Fn.regex(SERVICE_NAME, Fn.lower(value))),
        ),
    },
  ];
}

function serviceNameRule(serviceName: string | undefined): Rule {
  return {
    prop: "serviceName",
    rule: `must be lower case and match ${SERVICE_NAME}`,
    got: serviceName,
    fix: "Use lower case letters, digits, hyphens and underscores, with a letter or digit at both ends.",
    holds: judge(
      serviceName || undefined,
      (value) => new RegExp(SERVICE_NAME).test(value),
      (value) => Fn.can(Fn.regex(SERVICE_NAME, value)),
    ),
  };
}

function serviceTagsRule(tags: readonly string[] | undefined): Rule {
  return {
    prop: "serviceTags",
    rule: "must not name anything twice, which consul-ecs refuses when the task starts",
    got: tags,
    fix: "Remove what is there twice.",
    holds: judge(tags, (values) => new Set(values).size === values.length),
  };
}

function tenancyRules({ namespace = "", partition = "" }: AnyMeshTaskProps): Rule[] {
  const known = isKnown([namespace, partition]);
  return [
    {
      prop: "namespace",
      rule: "must be set when partition is set",
      got: namespace,
      fix: "Give both, or neither.",
      holds: known ? !partition || !!namespace : Op.or(isEmpty(partition), Op.not(isEmpty(namespace))),
    },
    {
      prop: "partition",
      rule: "must be set when namespace is set",
      got: partition,
      fix: "Give both, or neither.",
      holds: known ? !namespace || !!partition : Op.or(isEmpty(namespace), Op.not(isEmpty(partition))),
    },
  ];
}

/** Not by comparing with "": an operand of cdktf's that is falsy gets lost. */
function isEmpty(text: string): IResolvable {
  return Op.lt(Fn.lengthOf(text), 1);
}

function roleRules(props: AnyMeshTaskProps): Rule[] {
  const { taskRole, executionRole, executeCommand, permissionsBoundary, kmsKeyArns } = props;
  return [
    ...ownRoleRules("taskRole", taskRole, "taskRolePolicyArns", props.taskRolePolicyArns),
    ...ownRoleRules("executionRole", executionRole, "executionRolePolicyArns", props.executionRolePolicyArns),
    {
      prop: "executeCommand",
      rule: "cannot be given together with taskRole, which is not this construct's to change",
      got: executeCommand,
      fix: "Allow ssmmessages:* in the role where it is made.",
      holds: !executeCommand || taskRole === undefined,
    },
    {
      prop: "kmsKeyArns",
      rule: "cannot be given together with executionRole, which is not this construct's to change",
      got: kmsKeyArns,
      fix: "Allow kms:Decrypt in the role where it is made.",
      holds: !kmsKeyArns?.length || executionRole === undefined,
    },
    {
      prop: "permissionsBoundary",
      rule: "has no role to bound, because taskRole and executionRole are both given",
      got: permissionsBoundary,
      fix: "Set it on the roles where they are made.",
      holds: permissionsBoundary === undefined || taskRole === undefined || executionRole === undefined,
    },
  ];
}

function ownRoleRules(
  prop: string,
  role: AnyMeshTaskProps["taskRole"],
  policiesProp: string,
  policyArns: readonly string[] | undefined,
): Rule[] {
  return [
    {
      prop: policiesProp,
      rule: `cannot be given together with ${prop}, which is not this construct's to change`,
      got: policyArns,
      fix: "Attach the policies to the role where it is made.",
      holds: role === undefined || !policyArns?.length,
    },
    {
      prop,
      rule: "must have an id (its name) and an ARN",
      got: role,
      fix: "Give both, or leave it out to have a role made.",
      holds: role === undefined || (!!role.id && !!role.arn),
    },
  ];
}

function startBeforeSidecarsRule(
  names: readonly string[] | undefined,
  containers: readonly ContainerDefinition[],
): Rule {
  return {
    prop: "startBeforeSidecars",
    rule: "must name containers of the application",
    got: names,
    fix: "Correct the names, or leave it out.",
    holds: judge(names, (given) => given.every((name) => containers.some((container) => container.name === name))),
  };
}

function shutdownDelayRule(seconds: number | undefined): Rule {
  return {
    prop: "applicationShutdownDelaySeconds",
    rule: "must be a number of seconds, 0 or more",
    got: seconds,
    fix: "Leave it out for no delay.",
    holds: judge(seconds, (value) => Number.isFinite(value) && value >= 0),
  };
}
