/** A resource that a call makes, with the attributes of the provider's schema. */
export interface Resource {
  readonly type: string;
  readonly values: Values;
}

export type Values = Readonly<Record<string, unknown>>;

/**
 * Brings a resource into the form of the recorded ones: only what AWS could tell apart is left. Recorded resources go
 * through it as well, which takes out what differs from run to run.
 */
export function normalise({ type, values }: Resource): Resource {
  const entries = Object.entries(values)
    .filter(([name]) => !computed(type).has(name))
    .map(([name, value]) => [name, attribute(name, value)]);
  return { type, values: withoutIds(prune(Object.fromEntries(entries))) as Values };
}

/** Resources by what they are called, so that a difference shows where it is. */
export function byName(resources: readonly Resource[]): Record<string, Values> {
  const named = resources.map((resource) => [nameOf(resource), resource.values] as const);
  const names = named.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`Two resources are called "${twice}".`);
  return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function nameOf({ type, values }: Resource): string {
  const name = values.name ?? values.family ?? values.role ?? values.description;
  const parts = [type, name, values.policy_arn, values.from_port];
  return parts
    .filter((part) => part !== undefined)
    .map(String)
    .join(" ");
}

const ALWAYS_COMPUTED = ["id", "arn", "tags_all", "owner_id", "security_group_rule_id"];

/** What AWS or the provider makes up, and what only tells Terraform how to go about it. */
const COMPUTED: Readonly<Record<string, readonly string[]>> = {
  aws_ecs_service: ["iam_role", "triggers", "wait_for_steady_state"],
  aws_ecs_task_definition: ["arn_without_revision", "revision", "skip_destroy", "track_latest"],
  aws_iam_policy: ["attachment_count", "policy_id"],
  aws_iam_role: ["create_date", "managed_policy_arns", "unique_id"],
  aws_lb: ["arn_suffix", "dns_name", "zone_id"],
  aws_lb_target_group: ["arn_suffix", "load_balancer_arns"],
  aws_security_group: ["egress", "ingress"],
};

function computed(type: string): ReadonlySet<string> {
  return new Set([...ALWAYS_COMPUTED, ...(COMPUTED[type] ?? [])]);
}

/** Lists whose order means nothing to AWS. */
const UNORDERED = new Set(["volume", "requires_compatibilities", "subnets", "security_groups", "subnet_mapping"]);

function attribute(name: string, value: unknown): unknown {
  if (name === "container_definitions") return containers(parsed(value));
  if (name.endsWith("policy")) return policies(parsed(value));
  return nested(name, value);
}

function nested(name: string, value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => nested("", item));
    return UNORDERED.has(name) ? sorted(items) : items;
  }
  if (!isRecord(value)) return value;
  const { configure_at_launch: configured, ...rest } = value;
  // Of a volume; the provider's default.
  const members = Object.entries(configured === false ? rest : value);
  return Object.fromEntries(members.map(([key, member]) => [key, attribute(key, member)]));
}

/** A document that is a text; one that was recorded is open already. */
function parsed(value: unknown): unknown {
  return typeof value === "string" && /^[[{]/.test(value) ? JSON.parse(value) : value;
}

/** A list of containers as an object by their names. */
function containers(value: unknown): unknown {
  const list = (Array.isArray(value) ? value : Object.values(value as object)) as Record<string, unknown>[];
  return Object.fromEntries(list.map((container) => [container.name, containerOf(container)]));
}

const SORTED_IN_CONTAINER = ["environment", "secrets", "portMappings", "mountPoints", "dependsOn"];

function containerOf({ cpu, essential, ...container }: Record<string, unknown>): unknown {
  const runsShell = Array.isArray(container.entryPoint) && container.entryPoint[0] === "/bin/sh";
  const lists = SORTED_IN_CONTAINER.map((key) => [key, sorted(((container[key] ?? []) as object[]).map(itemOf))]);
  return {
    ...container,
    ...Object.fromEntries(lists),
    ...(cpu === 0 ? {} : { cpu }),
    ...(essential === true ? {} : { essential }),
    // The scripts are written afresh, and have tests of their own.
    ...(runsShell ? { command: ["<script>"] } : {}),
  };
}

/** An item of a container's list, without AWS's defaults. */
function itemOf(item: object): object {
  const { readOnly, protocol, hostPort, ...rest } = item as Record<string, unknown>;
  return {
    ...rest,
    ...(readOnly === false ? {} : { readOnly }),
    ...(protocol === "tcp" ? {} : { protocol }),
    ...(hostPort === rest.containerPort ? {} : { hostPort }),
    ...(rest.name === "CONSUL_ECS_CONFIG_JSON" ? { value: parsed(rest.value) } : {}),
  };
}

/** A policy document; anything else that is called a policy stays as it is. */
function policies(value: unknown): unknown {
  if (Array.isArray(value)) return sorted(value.map((item) => nested("", item)));
  if (!isRecord(value) || value.Statement === undefined) return value;
  const statements = [value.Statement].flat() as Record<string, unknown>[];
  return {
    ...value,
    Statement: sorted(
      statements.map(({ Action, Resource, ...rest }) =>
        prune({ ...rest, Action: Action && sorted([Action].flat()), Resource: Resource && sorted([Resource].flat()) }),
      ),
    ),
  };
}

/** Leaves out nulls, empty texts, lists and objects, at every depth. */
function prune(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(prune).filter((item) => !isEmpty(item));
  if (!isRecord(value)) return value;
  const members = Object.entries(value).map(([key, member]) => [key, prune(member)] as const);
  return Object.fromEntries(members.filter(([, member]) => !isEmpty(member)));
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** What differs from run to run, in every text. */
function withoutIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIds);
  if (isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutIds(member)]));
  }
  if (typeof value !== "string") return value;
  return (
    value
      // The recording takes "gossip" for a random suffix, too.
      .replace(/(:secret:.*?)-[A-Za-z0-9]{6}\b/, "$1")
      .replace(/^sg-[0-9a-f]{17}$/, "<security group>")
      // The emulator says "app" for every kind of load balancer.
      .replace(/:(?:loadbalancer\/(?:app|net)|targetgroup)\/([^/]+)\/[0-9a-f]{16}$/, ":$1")
  );
}

/** In the order of their JSON, of which nothing counts that is left out in the end. */
export function sorted(items: readonly unknown[]): unknown[] {
  return [...items].sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1));
}

function canonical(value: unknown): string {
  return JSON.stringify(prune(value), (_, member: unknown) =>
    isRecord(member) ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))) : member,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
