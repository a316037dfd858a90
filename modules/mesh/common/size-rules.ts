import { isBetween, isKnown, judge, type ContainerDefinition, type Rule } from "../../aws";
import type { SidecarOptions, SidecarResources } from "../../consul";

/** The containers share what the task has: AWS takes no task whose containers ask for more. */
export function sizeRules(
  task: { readonly cpu: number; readonly memory: number },
  containers: readonly ContainerDefinition[],
  { sidecarResources = {} }: SidecarOptions,
): Rule[] {
  const all: SidecarResources[] = [...containers, ...Object.values(sidecarResources)];
  const cpu = sum(all.map((container) => container.cpu));
  const memory = sum(all.map((container) => container.memoryReservation ?? container.memory));
  const enough = (prop: "cpu" | "memory", needed: number): Rule => ({
    prop,
    rule: "must be enough for what the containers and sidecarResources ask for together",
    got: task[prop],
    fix: `Raise it to ${needed} or more, or give the containers less.`,
    holds: judge(
      task[prop],
      (size) => needed <= size,
      (size) => isBetween(size, needed, Infinity),
    ),
  });
  return [enough("cpu", cpu), enough("memory", memory)];
}

/** Without what only Terraform knows. */
function sum(values: readonly (number | undefined)[]): number {
  return values
    .filter((value) => value !== undefined && isKnown(value))
    .reduce<number>((all, value) => all + Number(value), 0);
}
