import { isKnown, type ContainerDefinition, type Rule } from "../../aws";
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
  return [
    {
      prop: "cpu",
      rule: "must be enough for what the containers and sidecarResources ask for together",
      got: task.cpu,
      fix: `Raise it to ${cpu} or more, or give the containers less.`,
      holds: !isKnown([task.cpu, cpu]) || cpu <= task.cpu,
    },
    {
      prop: "memory",
      rule: "must be enough for what the containers and sidecarResources ask for together",
      got: task.memory,
      fix: `Raise it to ${memory} or more, or give the containers less.`,
      holds: !isKnown([task.memory, memory]) || memory <= task.memory,
    },
  ];
}

/** Without what only Terraform knows. */
function sum(values: readonly (number | undefined)[]): number {
  return values
    .filter((value) => value !== undefined && isKnown(value))
    .reduce<number>((all, value) => all + Number(value), 0);
}
