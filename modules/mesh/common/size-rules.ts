import { Op } from "cdktf";
import { asArgument, isKnown, verdict, type ContainerDefinition, type Rule, type Truth } from "../../aws";
import type { SidecarOptions, SidecarResources } from "../../consul";

/** The containers share what the task has: AWS takes no task whose containers ask for more. */
export function sizeRules(
  task: { readonly cpu: number; readonly memory: number },
  containers: readonly ContainerDefinition[],
  { sidecarResources = {} }: SidecarOptions,
): Rule[] {
  const all: SidecarResources[] = [...containers, ...Object.values(sidecarResources)];
  const enough = (prop: "cpu" | "memory", shares: readonly (number | undefined)[]): Rule[] => {
    const needed = shares.filter((share) => share !== undefined);
    return verdict(
      prop,
      task[prop],
      "must be enough for what the containers and sidecarResources ask for together",
      `Raise it to ${sum(needed.filter(isKnown))} or more, or give the containers less.`,
      isWithin(needed, task[prop]),
    );
  };
  return [
    ...enough(
      "cpu",
      all.map(({ cpu }) => cpu),
    ),
    ...enough(
      "memory",
      all.map(({ memory, memoryReservation }) => memoryReservation ?? memory),
    ),
  ];
}

/** Whether the shares come to no more than there is. What is too much already does not wait for Terraform. */
function isWithin(shares: readonly number[], size: number): Truth {
  const known = sum(shares.filter(isKnown));
  const open = shares.filter((share) => !isKnown(share));
  if (open.length === 0 && isKnown(size)) return known <= size;
  if (isKnown(size) && known > size) return false;
  // An operand of cdktf's that is 0 gets lost.
  const [first, ...others] = [...open.map(asArgument), ...(known > 0 ? [known] : [])];
  return first === undefined
    ? true
    : Op.lte(
        others.reduce<unknown>((all, share) => Op.add(all, share), first),
        asArgument(size),
      );
}

function sum(shares: readonly number[]): number {
  return shares.reduce((all, share) => all + Number(share), 0);
}
