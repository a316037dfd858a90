import { list, record, text, texts, type Values } from "../values";

/** What a plan would do to one resource. */
export interface PlannedChange {
  readonly address: string;
  readonly kind: "moved" | "imported" | "forgotten" | "created" | "updated" | "replaced" | "destroyed";
  /** Whether it was said before that this happens. */
  readonly announced: boolean;
  /** Attributes that differ, of what is updated or replaced. */
  readonly attributes?: readonly string[];
}

/** What was said of the first apply. */
export interface Announced {
  /** Families of task definitions that get a new revision. */
  readonly revisions: ReadonlySet<string>;
}

/** What the plan would do, but for what it leaves where and as it is. */
export function plannedChanges(plan: unknown, announced: Announced): PlannedChange[] {
  return list(record(plan).resource_changes)
    .map(record)
    .filter(({ mode }) => mode !== "data")
    .flatMap((resource) => plannedChange(resource, announced));
}

/** What must not happen: to be destroyed or replaced without having been announced. */
export function unannounced(changes: readonly PlannedChange[]): PlannedChange[] {
  return changes.filter(({ kind, announced }) => (kind === "replaced" || kind === "destroyed") && !announced);
}

function plannedChange(resource: Values, announced: Announced): PlannedChange[] {
  const change = record(resource.change);
  const kind = kindOf(resource, change);
  if (kind === undefined) return [];
  const differs = kind === "updated" || kind === "replaced";
  return [
    {
      address: String(resource.address),
      kind,
      announced: kind === "replaced" ? isRevision(resource, change, announced) : kind !== "destroyed",
      ...(differs ? { attributes: differing(change) } : {}),
    },
  ];
}

function kindOf(resource: Values, change: Values): PlannedChange["kind"] | undefined {
  const actions = texts(change.actions);
  if (actions.includes("delete")) return actions.includes("create") ? "replaced" : "destroyed";
  if (actions.includes("forget")) return actions.includes("create") ? "replaced" : "forgotten";
  if (actions.includes("create")) return "created";
  if (actions.includes("update")) return "updated";
  if (change.importing !== undefined) return "imported";
  return text(resource.previous_address) === undefined ? undefined : "moved";
}

function isRevision({ type }: Values, { before }: Values, { revisions }: Announced): boolean {
  return type === "aws_ecs_task_definition" && revisions.has(String(record(before).family));
}

/** By their names only: a value may be a secret. */
function differing({ before, after, after_unknown: unknown }: Values): string[] {
  const [old, next, later] = [record(before), record(after), record(unknown)];
  const names = new Set([...Object.keys(old), ...Object.keys(next)]);
  return [...names]
    .filter((name) => later[name] !== true && JSON.stringify(old[name]) !== JSON.stringify(next[name]))
    .sort();
}
