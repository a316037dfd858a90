import {
  each,
  isKnown,
  length,
  mandatory,
  object,
  oneOf,
  text,
  together,
  verdict,
  whole,
  writtenOut,
  type Check,
} from "../../aws";
import type { PlacementConstraint, PlacementStrategy } from "./props";

const CONSTRAINT = object<PlacementConstraint>({
  type: mandatory(oneOf(["distinctInstance", "memberOf"])),
  expression: [text(), length(0, 2000, "must have 2000 characters at most", "Shorten it.")],
});

const STRATEGY = object<PlacementStrategy>({ type: mandatory(oneOf(["binpack", "random", "spread"])), field: text() });

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PlacementConstraint.html */
export function placementConstraints(): readonly Check[] {
  const fix = "Give for example { type: 'memberOf', expression: 'attribute:ecs.os-type == linux' }.";
  return listed(
    10,
    CONSTRAINT,
    fix,
    "must have an expression for 'memberOf' and none for 'distinctInstance'",
    ({ type, expression }: PlacementConstraint) => (type === "memberOf") === !!expression,
  );
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PlacementStrategy.html */
export function placementStrategy(): readonly Check[] {
  const fix = "Give for example { type: 'spread', field: 'attribute:ecs.availability-zone' }.";
  return listed(
    5,
    STRATEGY,
    fix,
    "must have a field for 'spread', 'cpu' or 'memory' for 'binpack', and none for 'random'",
    ({ type, field }: PlacementStrategy) =>
      type === "binpack" ? /^(cpu|memory)$/i.test(field ?? "") : (type === "spread") === !!field,
  );
}

/** Each item by its fields, and by what they mean together where all of them are known. */
function listed<T extends object>(
  most: number,
  item: Check,
  fix: string,
  rule: string,
  isWhole: (item: T) => boolean,
): readonly Check[] {
  return [
    writtenOut(),
    each((prop, value) =>
      together(item(prop, value), () => {
        const holds = !Object.values(value as T).every(isKnown) || isWhole(value as T);
        return verdict(prop, value, rule, fix, holds);
      }),
    ),
    whole(length(0, most, `must be at most ${most}`, "Leave some out.")),
  ];
}
