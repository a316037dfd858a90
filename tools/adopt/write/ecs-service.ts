import type { StateResource } from "../state";
import { isEmpty, isRecord, list, record, type Values } from "../values";

/** Attributes that AWS or the provider make up, and those that only tell Terraform how to go about it. */
const MADE_UP = ["id", "arn", "iam_role", "tags_all", "triggers", "timeouts", "platform_version", "task_definition"];

/** What an ECS service is without being told. */
const DEFAULTS: Values = {
  availability_zone_rebalancing: "DISABLED",
  deployment_maximum_percent: 200,
  deployment_minimum_healthy_percent: 100,
  propagate_tags: "NONE",
  scheduling_strategy: "REPLICA",
  health_check_grace_period_seconds: 0,
};

/** Blocks of which there is one at the most. */
const SINGLE = ["network_configuration", "service_registries", "deployment_circuit_breaker", "deployment_controller"];
const BLOCKS = [
  ...SINGLE,
  "load_balancer",
  "capacity_provider_strategy",
  "ordered_placement_strategy",
  "placement_constraints",
];
/** Attributes that hold names of the user's own. */
const MAPS = ["tags"];

/** The service of a task, as the binding of the provider takes it. */
export interface ServiceConfig {
  /** But for its task definition. */
  readonly config: Values;
  /** Blocks that are not read: the service is then left. */
  readonly unread: readonly string[];
}

export function serviceConfig({ values }: StateResource): ServiceConfig {
  const told = Object.entries(values).filter(
    ([name, value]) => !MADE_UP.includes(name) && !isEmpty(value) && value !== false && value !== DEFAULTS[name],
  );
  const config = told.filter(([name, value]) => !isEcsController(name, value));
  return {
    config: Object.fromEntries(config.map(([name, value]) => [camelCase(name), blockOf(name, value)])),
    unread: config.filter(([name, value]) => Array.isArray(value) && !BLOCKS.includes(name)).map(([name]) => name),
  };
}

function isEcsController(name: string, value: unknown): boolean {
  return name === "deployment_controller" && record(list(value)[0]).type === "ECS";
}

function blockOf(name: string, value: unknown): unknown {
  if (MAPS.includes(name)) return value;
  return camelCased(SINGLE.includes(name) ? list(value)[0] : value);
}

function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (!isRecord(value)) return value;
  const members = Object.entries(value).filter(([, member]) => !isEmpty(member) && member !== false && member !== 0);
  return Object.fromEntries(members.map(([key, member]) => [camelCase(key), camelCased(member)]));
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
