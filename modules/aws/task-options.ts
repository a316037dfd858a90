import type { EcsTaskDefinitionConfig, EcsTaskDefinitionVolume } from "@cdktf/provider-aws/lib/ecs-task-definition";
import type { IResolvable } from "cdktf";
import type { Compatibility, ContainerDefinition } from "./container-definition";
import { policyArn, readSecrets, WRITE_LOGS, type PolicyStatement } from "./iam";
import {
  allOf,
  anyOf,
  each,
  every,
  flag,
  isAmong,
  isKnown,
  kmsKey,
  known,
  listOf,
  once,
  onceFor,
  oneOf,
  propRules,
  quoteList,
  object,
  verdict,
  wholeNumber,
  type AllChecks,
  type Check,
  type Precondition,
  type Rule,
} from "./rules";
import { terraformJson } from "./terraform-json";

/** What can be said of every task, whatever runs in it. */
export interface TaskOptions {
  /**
   * Launch types that the task is made for, "EC2" and "FARGATE" or one of them: external instances give a task no address
   * of its own. HCL: `requires_compatibilities`. @default ["EC2", "FARGATE"]
   */
  readonly compatibilities?: readonly Compatibility[];
  /** Processor and system. The HCL modules cannot say it. @default AWS's own, X86_64 and LINUX */
  readonly runtimePlatform?: RuntimePlatform;
  /** GiB of disk for the task on Fargate, 21 to 200. The HCL modules cannot say it. @default AWS's own, 20 */
  readonly ephemeralStorageGib?: number;
  /** ARN of the policy that bounds the roles that are made. The HCL modules cannot say it. @default none */
  readonly permissionsBoundary?: string;
  /** ARNs of the KMS keys that encrypt the task's secrets, if they are not AWS's own. The HCL modules cannot say it. @default none */
  readonly kmsKeyArns?: readonly string[];
  /**
   * Lets ECS write to the log groups that the containers name, and to no other one. The HCL modules cannot say it: they
   * let it write to every group. @default false
   */
  readonly namedLogGroups?: boolean;
}

/** The names of what can be said of every task. */
export const TASK_OPTION_NAMES = {
  compatibilities: true,
  runtimePlatform: true,
  ephemeralStorageGib: true,
  permissionsBoundary: true,
  kmsKeyArns: true,
  namedLogGroups: true,
} as const satisfies { readonly [K in keyof Required<TaskOptions>]: true };

export interface RuntimePlatform {
  readonly cpuArchitecture?: "X86_64" | "ARM64";
  /** The sidecars are programs for Linux: nothing else is taken. */
  readonly operatingSystemFamily?: string;
}

/** The default of `compatibilities`. */
export const ANY_LAUNCH_TYPE: readonly Compatibility[] = ["EC2", "FARGATE"];

/** What a task definition is made of, but for its containers. */
export interface TaskDefinitionParts {
  readonly options: TaskOptions;
  readonly family: string;
  /** CPU units. */
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
  readonly taskRoleArn: string;
  readonly executionRoleArn: string;
  readonly volumes?: readonly EcsTaskDefinitionVolume[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** A task definition, as the provider wants it. */
export function taskDefinitionConfig(
  task: TaskDefinitionParts & {
    /** One that is a token is asked for when the stack is written. */
    readonly containers: readonly (ContainerDefinition | IResolvable)[];
    readonly preconditions?: Precondition[];
  },
): EcsTaskDefinitionConfig {
  return {
    ...taskDefinitionAttributes(task),
    containerDefinitions: terraformJson(task.containers),
    lifecycle: lifecycleWith(task.preconditions ?? []),
  };
}

/** The same without its containers. All tasks of the mesh have an address of their own in the VPC. */
export function taskDefinitionAttributes(
  task: TaskDefinitionParts,
): Omit<EcsTaskDefinitionConfig, "containerDefinitions" | "lifecycle"> {
  const { options } = task;
  return {
    family: task.family,
    requiresCompatibilities: [...(options.compatibilities ?? ANY_LAUNCH_TYPE)],
    networkMode: "awsvpc",
    cpu: String(task.cpu),
    memory: String(task.memory),
    runtimePlatform: options.runtimePlatform,
    ephemeralStorage:
      options.ephemeralStorageGib === undefined ? undefined : { sizeInGib: options.ephemeralStorageGib },
    taskRoleArn: task.taskRoleArn,
    executionRoleArn: task.executionRoleArn,
    volume: task.volumes ? [...task.volumes] : undefined,
    tags: task.tags,
  };
}

/** What Terraform must find before it makes the resource. */
export function lifecycleWith(preconditions: Precondition[]): EcsTaskDefinitionConfig["lifecycle"] {
  return preconditions.length > 0 ? { precondition: preconditions } : undefined;
}

/** What ECS may do to start a task: read its secrets, one statement each as in the HCL modules, and write its logs. */
export function executionStatements(
  secretArns: readonly string[],
  { kmsKeyArns }: TaskOptions,
  logs: readonly PolicyStatement[] = [WRITE_LOGS],
): PolicyStatement[] {
  const decrypt: PolicyStatement[] = kmsKeyArns?.length
    ? [{ Effect: "Allow", Action: ["kms:Decrypt"], Resource: kmsKeyArns }]
    : [];
  return [...secretArns.map((arn) => readSecrets(arn)), ...decrypt, ...logs];
}

/** What is checked of each of the `TaskOptions` by itself. */
export const taskOptionChecks = once((): AllChecks<TaskOptions> => {
  const types = ANY_LAUNCH_TYPE;
  return {
    compatibilities: every(
      known("because the rest of the task depends on it", "Write the list out."),
      listOf(
        { from: 1, rule: `must be one or more of ${quoteList(types)}`, fix: "Leave it out for EC2 and Fargate." },
        oneOf(
          types,
          "Remove it: external instances give a task no address of its own.",
          `must be ${quoteList(types, "or")}, where a task has an address of its own`,
        ),
      ),
    ),
    runtimePlatform: object<RuntimePlatform>({
      cpuArchitecture: oneOf(["X86_64", "ARM64"], "Use 'ARM64' for Graviton.", "must be 'X86_64' or 'ARM64'"),
      operatingSystemFamily: oneOf(["LINUX"], "Leave it out.", "must be 'LINUX', as the containers of Consul are"),
    }),
    ephemeralStorageGib: wholeNumber(21, 200, "Leave it out for the 20 GiB that every task on Fargate has."),
    permissionsBoundary: policyArn(),
    kmsKeyArns: each(kmsKey()),
    namedLogGroups: flag(),
  };
});

/** The rules for what `TaskOptions` says, and for the task's size. */
export function taskOptionRules(options: TaskOptions, size: { readonly cpu: number; readonly memory: number }): Rule[] {
  return [...propRules(options, taskOptionChecks()), ...taskSizeRules(options, size)];
}

/** What the launch types of a task offer. */
export function taskSizeRules(
  { compatibilities = ANY_LAUNCH_TYPE }: TaskOptions,
  size: { readonly cpu: number; readonly memory: number },
): Rule[] {
  if (isAmong("FARGATE", compatibilities) !== true) return propRules(size, EC2_SIZES());
  return [...FARGATE_CPU()("cpu", size.cpu), ...fargateMemory(size.cpu)("memory", size.memory)];
}

/** MiB that Fargate offers with so many CPU units: from, to, and in steps of. */
const FARGATE_MEMORY: ReadonlyMap<number, readonly [from: number, to: number, step: number]> = new Map([
  [256, [512, 2048, 512]],
  [512, [1024, 4096, 1024]],
  [1024, [2048, 8192, 1024]],
  [2048, [4096, 16384, 1024]],
  [4096, [8192, 30720, 1024]],
  [8192, [16384, 61440, 4096]],
  [16384, [32768, 122880, 8192]],
]);

const ON_EC2 = "give compatibilities: ['EC2']";

const FARGATE_CPU = once(() => {
  const sizes = [...FARGATE_MEMORY.keys()];
  const rule = `must be one of the sizes that Fargate offers: ${quoteList(sizes)}`;
  return oneOf(sizes, `Choose one, or ${ON_EC2}.`, rule);
});

const CHOOSE = `Choose a size that Fargate offers, or ${ON_EC2}.`;

function fargateMemory(cpu: number): Check {
  if (!isKnown(cpu)) {
    return (prop, memory) =>
      verdict(
        prop,
        memory,
        "must be a size that Fargate offers with this cpu",
        CHOOSE,
        anyOf(
          ...[...FARGATE_MEMORY.keys()].map((size) => allOf(isAmong(cpu, [size]), isAmong(memory, memorySizes(size)))),
        ),
      );
  }
  return FARGATE_MEMORY.has(cpu) ? memoryWith(cpu) : anyMemory();
}

const memoryWith = onceFor((cpu: number) => {
  const [from, to, step] = FARGATE_MEMORY.get(cpu) ?? [];
  return oneOf(memorySizes(cpu), CHOOSE, `must be ${from} to ${to} MiB in steps of ${step} with cpu ${cpu} on Fargate`);
});

function memorySizes(cpu: number): number[] {
  const [from, to, step] = FARGATE_MEMORY.get(cpu) ?? [0, 0, 1];
  const sizes = Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);
  // The smallest size has no 1.5 GiB.
  return sizes.filter((size) => cpu !== 256 || size !== 1536);
}

const EC2_SIZES = once(() => ({
  cpu: wholeNumber(128, 196608, "1024 units are a vCPU.", "must be a whole number of CPU units, 128 to 196608"),
  memory: anyMemory(),
}));

function anyMemory(): Check {
  return wholeNumber(4, Infinity, "Give more.", "must be a whole number of MiB, 4 or more");
}
