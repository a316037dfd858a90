import { Fn, Op } from "cdktf";
import { judge, onlyKeys, roleNameRule, type Rule } from "../aws";
import { releaseLine, type MeshTaskInput, type Release, type Upstream } from "../consul-ecs";
import type { CommonMeshTaskProps } from "./props";

type AnyMeshTaskProps = CommonMeshTaskProps<Release>;

const SERVICE_NAME = "^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$";

/** Every rule about the props of a mesh task that does not depend on the release line. */
export function meshTaskRules(props: AnyMeshTaskProps): Rule[] {
  return [
    roleNameRule("family", props.family, "-execution"),
    serviceNameRule(props.serviceName),
    ...portRules(props),
    ...tenancyRules(props),
    ...roleRules(props),
    ...containerRules(props),
    shutdownDelayRule(props.applicationShutdownDelaySeconds),
  ];
}

/** The rules that need to know what the line makes of the props. */
export function lineRules<R extends Release>(release: R, input: MeshTaskInput<R>, iamRolePath: string): Rule[] {
  const line = releaseLine(release);
  return [
    line.iamRolePathRule(iamRolePath),
    ...upstreamRules(input.options.upstreams ?? [], line.meshTask.upstreamKeys),
    ...line.meshTask.rules(input),
  ];
}

function serviceNameRule(serviceName: string | undefined): Rule {
  return {
    prop: "serviceName",
    rule: `must be lower case and match ${SERVICE_NAME}`,
    got: serviceName,
    fix: "Use lower case letters, digits, hyphens and underscores, with a letter or digit at both ends.",
    holds: judge(
      serviceName,
      (value) => new RegExp(SERVICE_NAME).test(value),
      (value) => Fn.can(Fn.regex(SERVICE_NAME, value)),
    ),
  };
}

function portRules({ port, outboundOnly }: AnyMeshTaskProps): Rule[] {
  return [
    {
      prop: "port",
      rule: "must be set to a non-zero value unless outboundOnly is true",
      got: port,
      fix: "Give the port on which the application listens, or outboundOnly: true.",
      holds: outboundOnly === true || (port !== undefined && judge(port, nonZero, (value) => Op.neq(value, 0))),
    },
    {
      prop: "port",
      rule: "must be a whole number from 1 to 65535",
      got: port,
      fix: "Give the port on which the application listens.",
      holds: judge(port, (value) => value === 0 || (Number.isInteger(value) && value > 0 && value <= 65535)),
    },
  ];
}

const nonZero = (value: number): boolean => value !== 0;

function tenancyRules({ namespace, partition }: AnyMeshTaskProps): Rule[] {
  return [
    {
      prop: "namespace",
      rule: "must be set when partition is set",
      got: namespace,
      fix: "Give both, or neither.",
      holds: !partition || !!namespace,
    },
    {
      prop: "partition",
      rule: "must be set when namespace is set",
      got: partition,
      fix: "Give both, or neither.",
      holds: !namespace || !!partition,
    },
  ];
}

function roleRules(props: AnyMeshTaskProps): Rule[] {
  return [
    ...ownRoleRules("taskRole", props.taskRole, "taskRolePolicyArns", props.taskRolePolicyArns),
    ...ownRoleRules("executionRole", props.executionRole, "executionRolePolicyArns", props.executionRolePolicyArns),
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

function containerRules({ containers, httpHealthCheck, executeCommand, taskRole }: AnyMeshTaskProps): Rule[] {
  const checked = httpHealthCheck?.container;
  return [
    {
      prop: "httpHealthCheck.container",
      rule: "must name one of the containers, and is required when there are several",
      got: checked,
      fix: "Name the container whose health is that of the service.",
      holds:
        httpHealthCheck === undefined ||
        (checked === undefined ? containers.length === 1 : containers.some(({ name }) => name === checked)),
    },
    {
      prop: "executeCommand",
      rule: "cannot be given together with taskRole, which is not this construct's to change",
      got: executeCommand,
      fix: "Allow ssmmessages:* in the role where it is made.",
      holds: !executeCommand || taskRole === undefined,
    },
    {
      prop: "containers",
      rule: "must have at least one container, the application's",
      fix: "Give the container that is to join the mesh.",
      holds: containers.length > 0,
    },
  ];
}

function shutdownDelayRule(seconds: number | undefined): Rule {
  return {
    prop: "applicationShutdownDelaySeconds",
    rule: "must be a whole number of seconds, 0 or more",
    got: seconds,
    fix: "Leave it out for no delay.",
    holds: judge(seconds, (value) => Number.isInteger(value) && value >= 0),
  };
}

function upstreamRules(upstreams: readonly Upstream[], knownKeys: readonly string[]): Rule[] {
  return upstreams.flatMap((upstream, index) => {
    const prop = `upstreams[${index}]`;
    return [
      ...onlyKeys(prop, upstream, knownKeys),
      {
        prop: `${prop}.destinationName`,
        rule: "is required",
        fix: "Name the service to call, as it is in Consul's catalog.",
        holds: !!(upstream.destinationName as string | undefined),
      },
      {
        prop: `${prop}.localBindPort`,
        rule: "is required, a whole number from 1 to 65535",
        got: upstream.localBindPort,
        fix: "Choose a port of the task on which the application will call the service.",
        holds:
          (upstream.localBindPort as number | undefined) !== undefined &&
          judge(upstream.localBindPort, (port) => Number.isInteger(Number(port)) && port > 0 && port <= 65535),
      },
    ];
  });
}
