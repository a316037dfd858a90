import { gunzipSync } from "node:zlib";
import type { TaskDefinition } from "@aws-sdk/client-ecs";
import type { TerraformPlan } from "../../../tools/emulator";
import { findingsOf, plannedStack } from "../../../tools/security";
import { containersOf, type Aws } from "./aws";
import type { ExpectedEnvironment, ExpectedTask } from "./expectations";

/** What the emulator does not give back of an ECS service. Nothing else is forgiven. */
const FORGOTTEN_BY_EMULATOR = ["availability_zone_rebalancing", "enable_execute_command"];

/** What a plan would change, but for what the emulator forgets. */
export function drift(plan: TerraformPlan): string[] {
  return (plan.json.resource_changes ?? []).flatMap(({ address, type, change }) => {
    if (change.actions.every((action) => action === "no-op" || action === "read")) return [];
    const before = (change.before ?? {}) as Record<string, unknown>;
    const after = (change.after ?? {}) as Record<string, unknown>;
    const changed = Object.keys({ ...before, ...after }).filter(
      (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
    );
    const unexpected =
      type === "aws_ecs_service" ? changed.filter((key) => !FORGOTTEN_BY_EMULATOR.includes(key)) : changed;
    const onlyUpdated = change.actions.join() === "update";
    return onlyUpdated && unexpected.length === 0
      ? []
      : [`${address} (${change.actions.join()}): ${unexpected.join(", ")}`];
  });
}

/** Rules that no environment breaks, not even one for development. `npm run security` has the others. */
const KEPT_BY_ALL =
  /^(plan|mesh\.[23]|ECS\.([23489]|16|17|18)|EC2\.([2389]|15|25|170|181)|EFS|S3\.[58]|IAM\.1|KMS|CloudWatch\.16)(\.|$)/;

/** What breaks them, in the plan of an environment that was applied. */
export function breaches(plan: TerraformPlan): string[] {
  return findingsOf(plannedStack(plan.json))
    .filter(({ id }) => KEPT_BY_ALL.test(id))
    .map(({ id, resource, detail = "" }) => `${id} ${resource} ${detail}`);
}

/** A task definition, in the words of the expectations. */
export function describeTask(task: TaskDefinition): ExpectedTask {
  const containers = Object.entries(containersOf(task));
  const secrets = containers.map(
    ([name, { secrets = [] }]) => [name, secrets.map((secret) => secret.name ?? "").sort()] as const,
  );
  return {
    containers: Object.fromEntries(
      containers.map(([name, { dependsOn = [] }]) => [name, dependsOn.map((d) => `${d.containerName}:${d.condition}`)]),
    ),
    secrets: Object.fromEntries(secrets.filter(([, names]) => names.length > 0)),
  };
}

/** The tasks that are registered, by family. */
export async function registeredTasks(aws: Aws): Promise<Record<string, ExpectedTask>> {
  const tasks = await aws.taskDefinitions();
  return Object.fromEntries(tasks.map((task) => [task.family ?? "", describeTask(task)]));
}

/** Where the tasks are told that the servers are: each place, and what it says. */
export function toldServers(task: TaskDefinition): string {
  return JSON.stringify(task.containerDefinitions?.map(({ environment, command }) => ({ environment, command })));
}

/** The configuration entries that a container of the task delivers, as "kind name". */
export function deliveredEntries(task: TaskDefinition): string[] {
  const { environment = [] } = containersOf(task)["consul-ecs-config-entries"] ?? {};
  const packed = environment.find(({ name }) => name === "CONFIG_ENTRIES_0")?.value;
  if (packed === undefined) return [];
  const { entries } = JSON.parse(gunzipSync(Buffer.from(packed, "base64")).toString()) as {
    entries: { Kind: string; Name?: string }[];
  };
  return entries.map(({ Kind, Name = "" }) => `${Kind} ${Name}`.trim());
}

/** Every place in which no secret's value may show up. */
export async function leaks(
  expected: ExpectedEnvironment,
  aws: Aws,
  places: Readonly<Record<string, string>>,
): Promise<string[]> {
  const values = await aws.secrets();
  const tasks = Object.fromEntries(
    (await aws.taskDefinitions()).map((task) => [`task definition ${task.family}`, JSON.stringify(task)]),
  );
  return Object.keys(expected.generatedSecrets).flatMap((secret) => {
    const value = values[secret];
    if (!value) return [`${secret} has no value`];
    return Object.entries({ ...places, ...tasks })
      .filter(([, text]) => text.includes(value))
      .map(([place]) => `${secret} in ${place}`);
  });
}
