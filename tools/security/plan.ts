import type { TerraformPlan } from "../emulator";

/** A resource as the plan has it. Documents in JSON that stand in its attributes are read. */
export interface PlannedResource {
  readonly address: string;
  readonly type: string;
  readonly values: Values;
}

export type Values = Readonly<Record<string, unknown>>;

/** All that a plan leaves behind, by type. */
export class PlannedStack {
  constructor(readonly resources: readonly PlannedResource[]) {}

  of(type: string): readonly PlannedResource[] {
    return this.resources.filter((resource) => resource.type === type);
  }
}

/** What stands after a plan was applied. Of a new stack most texts are known only then, and nobody can judge them before. */
export function plannedStack({ resource_changes = [] }: TerraformPlan["json"]): PlannedStack {
  return new PlannedStack(
    resource_changes.flatMap(({ address, type, change: { actions, after } }) =>
      // Data sources are read, not made.
      actions.includes("read") || !isValues(after) ? [] : [{ address, type, values: readDocuments(after) }],
    ),
  );
}

function readDocuments(values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, readDocument(value)]));
}

function readDocument(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

export function isValues(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The objects of a list, or one that stands alone; none of anything else. The provider writes a block as a list of one. */
export function blocks(value: unknown): readonly Values[] {
  return (Array.isArray(value) ? (value as readonly unknown[]) : [value]).filter(isValues);
}

/** The texts of a list, or one that stands alone. */
export function texts(value: unknown): readonly string[] {
  return (Array.isArray(value) ? (value as readonly unknown[]) : [value]).filter((item) => typeof item === "string");
}

/** Whether a switch is on, however the provider writes it. */
export function isOn(value: unknown): boolean {
  return value === true || value === "true" || value === "ENABLED" || value === "enabled";
}
