import type { EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service";
import { TerraformStack, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Compatibility, LaunchType } from "./container-definition";
import { copyList } from "./merge";
import {
  distinct,
  each,
  every,
  flag,
  inTurn,
  isAmong,
  isKnown,
  length,
  mandatory,
  must,
  notTogether,
  object,
  once,
  propRules,
  shown,
  text,
  trueOrFalse,
  whole,
  wholeNumber,
  writtenOut,
  type Check,
  type Checks,
  type Rule,
} from "./rules";

/** What can be said of every ECS service, whatever its tasks are. */
export interface ServiceOptions {
  /** HCL: `launch_type`. Not together with `capacityProviderStrategy`. */
  readonly launchType?: LaunchType;
  /**
   * Capacity providers instead of a launch type, such as `FARGATE_SPOT`, or the group of EC2 instances of a cluster.
   * The HCL modules cannot say it. @default the launch type
   */
  readonly capacityProviderStrategy?: readonly CapacityProviderStrategyItem[];
  /** Gives tasks a public address: in public subnets without a NAT gateway; Fargate only. HCL: `assign_public_ip`. @default false */
  readonly assignPublicIp?: boolean;
  /** Stops a deployment whose tasks do not get healthy, and goes back to the one before. The HCL modules cannot say it. */
  readonly circuitBreaker?: boolean;
  /** Has the apply wait until the tasks run. HCL of dev-server: `wait_for_steady_state`. @default false */
  readonly waitForSteadyState?: boolean;
  /**
   * Percent of the tasks that a deployment leaves running, 0 to 100; 0 with a `deploymentMaximumPercent` of 100 stops the
   * old task before it starts the new one. The HCL modules cannot say it. @default AWS's own, 100
   */
  readonly deploymentMinimumHealthyPercent?: number;
  /** Percent of the tasks that may run while one is deployed, 100 to 200. The HCL modules cannot say it. @default AWS's own, 200 */
  readonly deploymentMaximumPercent?: number;
  /** What must be there before the service, and may go only after it. @default nothing */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/** The names of what can be said of every ECS service. */
export const SERVICE_OPTION_NAMES = {
  launchType: true,
  capacityProviderStrategy: true,
  assignPublicIp: true,
  circuitBreaker: true,
  waitForSteadyState: true,
  deploymentMinimumHealthyPercent: true,
  deploymentMaximumPercent: true,
  dependsOn: true,
} as const satisfies { readonly [K in keyof Required<ServiceOptions>]: true };

/** Never two tasks at a time: what is deployed stops the one before it. For tasks that share a directory or a name. */
export const ONE_AT_A_TIME = { deploymentMinimumHealthyPercent: 0, deploymentMaximumPercent: 100 } as const;

export interface CapacityProviderStrategyItem {
  readonly capacityProvider: string;
  /** Share of the tasks, relative to the other items, 0 to 1000. @default 0 */
  readonly weight?: number;
  /** Tasks that run there at the least, 0 to 100000. @default 0 */
  readonly base?: number;
}

/**
 * Those of the dependencies that are in the stack of the scope: Terraform knows no others. Another stack is applied
 * before or after this one as a whole.
 */
export function inSameStack(scope: Construct, dependencies: readonly ITerraformDependable[]): ITerraformDependable[] {
  const stack = TerraformStack.of(scope);
  return dependencies.filter((each) => !Construct.isConstruct(each) || TerraformStack.of(each) === stack);
}

/** What Terraform can be told to wait for: resources, or whatever else has an address. */
export function waitables(): Check {
  return inTurn(
    writtenOut("because Terraform is told their addresses", "Put them into brackets."),
    each(
      must<ITerraformDependable>(
        "must be something that Terraform can wait for",
        "Give a resource or a module, and of a construct the resource in it.",
        hasAddress,
        hasAddress,
      ),
    ),
  );
}

function hasAddress({ fqn }: ITerraformDependable): boolean {
  return typeof fqn === "string";
}

/** An ECS service, as the provider wants it. */
export function serviceConfig(service: {
  readonly options: ServiceOptions;
  readonly defaultLaunchType: LaunchType;
  readonly name: string;
  readonly clusterArn: string;
  readonly taskDefinitionArn: string;
  readonly desiredCount: number;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds?: readonly string[];
  readonly executeCommand: boolean;
  /** More to depend on, which comes with the service itself. */
  readonly dependsOn?: readonly ITerraformDependable[];
}): EcsServiceConfig {
  const { options } = service;
  const strategy = options.capacityProviderStrategy;
  const dependsOn = [...(options.dependsOn ?? []), ...(service.dependsOn ?? [])];
  return {
    name: service.name,
    cluster: service.clusterArn,
    taskDefinition: service.taskDefinitionArn,
    desiredCount: service.desiredCount,
    launchType: strategy ? undefined : (options.launchType ?? service.defaultLaunchType),
    capacityProviderStrategy: strategy && [...strategy],
    networkConfiguration: {
      subnets: copyList(service.subnetIds),
      securityGroups: service.securityGroupIds && copyList(service.securityGroupIds),
      assignPublicIp: options.assignPublicIp ?? false,
    },
    enableExecuteCommand: service.executeCommand,
    waitForSteadyState: options.waitForSteadyState,
    deploymentMinimumHealthyPercent: options.deploymentMinimumHealthyPercent,
    deploymentMaximumPercent: options.deploymentMaximumPercent,
    deploymentCircuitBreaker: options.circuitBreaker ? { enable: true, rollback: true } : undefined,
    dependsOn: dependsOn.length > 0 ? dependsOn : undefined,
  };
}

/** The rules for what `ServiceOptions` says. */
export function serviceOptionRules(
  options: ServiceOptions,
  task: { readonly defaultLaunchType: LaunchType; readonly compatibilities: readonly Compatibility[] },
): Rule[] {
  const { capacityProviderStrategy, assignPublicIp } = options;
  const launchType = options.launchType ?? task.defaultLaunchType;
  return [
    ...notTogether({ launchType: options.launchType, capacityProviderStrategy }),
    ...(capacityProviderStrategy === undefined
      ? launchTypeRules(launchType, assignPublicIp, task.compatibilities)
      : []),
    ...propRules(options, CHECKS()),
    ...leavesRoom(options.deploymentMinimumHealthyPercent ?? 100)(
      "deploymentMaximumPercent",
      options.deploymentMaximumPercent,
    ),
  ];
}

/** What is checked of each option by itself. */
const CHECKS = once((): Checks<ServiceOptions> => ({
  assignPublicIp: trueOrFalse(),
  circuitBreaker: flag(),
  waitForSteadyState: trueOrFalse(),
  deploymentMinimumHealthyPercent: wholeNumber(0, 100, "Leave it out for AWS's own, 100."),
  deploymentMaximumPercent: wholeNumber(100, 200, "Leave it out for AWS's own, 200."),
  capacityProviderStrategy: inTurn(writtenOut(), strategy()),
  dependsOn: waitables(),
}));

function launchTypeRules(
  launchType: LaunchType,
  assignPublicIp: boolean | undefined,
  compatibilities: readonly Compatibility[],
): Rule[] {
  return [
    {
      prop: "launchType",
      rule: "must be one of compatibilities",
      got: launchType,
      fix: `Add it to compatibilities, which is ${shown(compatibilities)}, or choose another launch type.`,
      holds: isAmong(launchType, compatibilities),
    },
    {
      prop: "assignPublicIp",
      rule: "is possible on Fargate only",
      got: assignPublicIp,
      fix: "Leave it out: on EC2 a task uses the NAT gateway of its subnet.",
      holds: !assignPublicIp || isAmong(launchType, ["FARGATE"]),
    },
  ];
}

/** A deployment that may start no task must be allowed to stop one. */
function leavesRoom(minimum: number): Check {
  return must<number>(
    "must be more than deploymentMinimumHealthyPercent, or a deployment may neither stop a task nor start one",
    "Lower deploymentMinimumHealthyPercent, to 0 for a single task that must never run twice.",
    (maximum) => !isKnown(minimum) || maximum > minimum,
  );
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html */
const MOST_PROVIDERS = 20;
/** Those that AWS has for Fargate; any other is of EC2 instances. */
const ON_FARGATE = ["FARGATE", "FARGATE_SPOT"];

function strategy(): Check {
  const fix = "Give for example [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }].";
  const of = (rule: string, holds: (items: readonly CapacityProviderStrategyItem[]) => boolean) =>
    must<readonly CapacityProviderStrategyItem[]>(rule, fix, (items) => !Array.isArray(items) || holds(items));
  return every(
    whole(length(1, MOST_PROVIDERS, `must name 1 to ${MOST_PROVIDERS} capacity providers`, fix)),
    each(
      object<CapacityProviderStrategyItem>({
        capacityProvider: mandatory(text("Name a capacity provider of the cluster.")),
        weight: wholeNumber(0, 1000),
        base: wholeNumber(0, 100_000),
      }),
    ),
    distinct<CapacityProviderStrategyItem>(({ capacityProvider }) => capacityProvider, ".capacityProvider"),
    of("must not give more than one provider a base", (items) => {
      return items.filter(({ base = 0 }) => isKnown(base) && base > 0).length <= 1;
    }),
    of(
      "must give one of several providers a weight: AWS takes no strategy whose weights are all 0",
      (items) => items.length < 2 || items.some(({ weight = 0 }) => !isKnown(weight) || weight > 0),
    ),
    of("must not mix Fargate with EC2 instances", (items) => {
      const kinds = items.map((item) => item.capacityProvider).filter(isKnown);
      return new Set(kinds.map((name) => ON_FARGATE.includes(name))).size <= 1;
    }),
  );
}
