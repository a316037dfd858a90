import type { PlannedResource, PlannedStack, Values } from "../plan";

/** A fault of a resource, in the words of one rule. */
export interface Finding {
  /** The control of AWS Security Hub, such as "ECS.5"; or the check of another program. */
  readonly id: string;
  /** What the control asks for. */
  readonly title: string;
  /** Address of the resource in the stack. */
  readonly resource: string;
  /** What is there instead. */
  readonly detail?: string;
}

/** https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-controls-reference.html */
export interface SecurityRule {
  readonly id: string;
  readonly title: string;
  check(stack: PlannedStack): readonly Finding[];
}

/** What is wrong with a resource: a word on each fault; nothing when it is right. */
export type Fault = string | boolean | readonly string[] | undefined;

/** A rule about each resource of some types. @param fault what is wrong with one; true where the title says it all */
export function rule(
  id: string,
  title: string,
  types: string | readonly string[],
  fault: (values: Values, stack: PlannedStack, resource: PlannedResource) => Fault,
): SecurityRule {
  const all = typeof types === "string" ? [types] : types;
  return {
    id,
    title,
    check: (stack) =>
      all.flatMap((type) =>
        stack.of(type).flatMap((resource) =>
          details(fault(resource.values, stack, resource)).map((detail) => ({
            id,
            title,
            resource: resource.address,
            ...(detail === undefined ? {} : { detail }),
          })),
        ),
      ),
  };
}

function details(fault: Fault): readonly (string | undefined)[] {
  if (fault === undefined || fault === false) return [];
  if (fault === true) return [undefined];
  return typeof fault === "string" ? [fault] : fault;
}
