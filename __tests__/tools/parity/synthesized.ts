import { evaluateTemplate } from "../../helpers/evaluate-template";
import type { WrittenStack } from "../../../tools/parity";
import type { Resource, Values } from "./normalise";

/**
 * The resources of a written stack as Terraform's state would have them: references are carried out, blocks are lists,
 * and what the provider fills in is there.
 */
export function resourcesOf(stack: WrittenStack): Resource[] {
  const resources = Object.entries(stack.resource ?? {});
  return resources.flatMap(([type, byId]) =>
    Object.values(byId).map((block) => {
      const values = withoutMeta(carriedOut(block, stack) as Values);
      return { type, values: filledIn(type, blocksAsLists(values)) };
    }),
  );
}

/** What is Terraform's own, and no attribute of the resource. */
const META = ["//", "depends_on", "lifecycle", "provider"];

function withoutMeta(block: Values): Values {
  return Object.fromEntries(Object.entries(block).filter(([key]) => !META.includes(key)));
}

const BLOCKS = [
  "network_configuration",
  "service_registries",
  "default_action",
  "health_check",
  "docker_volume_configuration",
  "efs_volume_configuration",
  "fsx_windows_file_server_volume_configuration",
  "authorization_config",
];

function blocksAsLists(block: Values): Values {
  return Object.fromEntries(
    Object.entries(block).map(([key, member]) => {
      const items = BLOCKS.includes(key) || key === "volume" ? ([member].flat() as Values[]) : undefined;
      return [key, items?.map(blocksAsLists) ?? member];
    }),
  );
}

function carriedOut(value: unknown, stack: WrittenStack): unknown {
  if (typeof value === "string") return evaluateTemplate(value).replace(REFERENCE, lookup(stack));
  if (Array.isArray(value)) return value.map((item) => carriedOut(item, stack));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, carriedOut(member, stack)]));
}

const REFERENCE = /\$\{(aws_\w+)\.([\w-]+)\.(\w+)\}/g;

function lookup(stack: WrittenStack) {
  return (reference: string, type: string, id: string, attribute: string): string => {
    const values = stack.resource?.[type]?.[id] as Record<string, string> | undefined;
    const known = ATTRIBUTES[`${type}.${attribute}`];
    if (values === undefined || known === undefined) throw new Error(`${reference} is not known here.`);
    return known(values);
  };
}

const ACCOUNT = "us-east-1:123456789012";

/** What the emulator's account makes of the attributes that other resources refer to. */
const ATTRIBUTES: Readonly<Record<string, (values: Readonly<Record<string, string>>) => string>> = {
  "aws_iam_role.arn": ({ name, path = "/" }) => `arn:aws:iam::123456789012:role${path}${name}`,
  "aws_iam_role.id": ({ name }) => `${name}`,
  "aws_iam_role.name": ({ name }) => `${name}`,
  "aws_iam_policy.arn": ({ name, path = "/" }) => `arn:aws:iam::123456789012:policy${path}${name}`,
  "aws_ecs_task_definition.arn": ({ family }) => `arn:aws:ecs:${ACCOUNT}:task-definition/${family}:1`,
  "aws_security_group.id": () => "<security group>",
  "aws_lb.arn": ({ name }) => `arn:aws:elasticloadbalancing:${ACCOUNT}:${name}`,
  "aws_lb.dns_name": ({ name }) => `${name}-1.us-east-1.elb.amazonaws.com`,
  "aws_lb_target_group.arn": ({ name }) => `arn:aws:elasticloadbalancing:${ACCOUNT}:${name}`,
};

/** What the provider and AWS add to what a configuration says. */
function filledIn(type: string, values: Values): Values {
  const fill = FILLED_IN[type];
  return typeof fill === "function" ? { ...values, ...fill(values) } : { ...fill, ...values };
}

const TARGET_HEALTH_CHECK = {
  enabled: true,
  healthy_threshold: 3,
  interval: 30,
  port: "traffic-port",
  timeout: 10,
  unhealthy_threshold: 3,
};

/** A function sees what the configuration says, and completes it. */
const FILLED_IN: Readonly<Record<string, Values | ((values: Values) => Values)>> = {
  aws_ecs_service: {
    deployment_controller: [{ type: "ECS" }],
    deployment_maximum_percent: 200,
    deployment_minimum_healthy_percent: 100,
    enable_ecs_managed_tags: false,
    health_check_grace_period_seconds: 0,
    propagate_tags: "NONE",
    scheduling_strategy: "REPLICA",
  },
  aws_ecs_task_definition: { enable_fault_injection: false },
  aws_iam_role: { force_detach_policies: false, max_session_duration: 3600, path: "/" },
  aws_lb: ({ subnets }) => ({
    access_logs: [{ enabled: false }],
    dns_record_client_routing_policy: "any_availability_zone",
    enable_cross_zone_load_balancing: false,
    enable_deletion_protection: false,
    enable_zonal_shift: false,
    ip_address_type: "ipv4",
    subnet_mapping: (subnets as string[]).map((id) => ({ subnet_id: id })),
    // All calls are made in the same VPC.
    vpc_id: "@vpc",
  }),
  aws_lb_listener: ({ default_action: actions }) => ({
    default_action: (actions as Values[]).map((action) => ({ order: 1, ...action })),
    ssl_policy: "ELBSecurityPolicy-2016-08",
    tcp_idle_timeout_seconds: 350,
  }),
  aws_lb_target_group: ({ health_check: checks }) => ({
    health_check: (checks as Values[]).map((check) => ({ ...TARGET_HEALTH_CHECK, ...check })),
    ip_address_type: "ipv4",
    lambda_multi_value_headers_enabled: false,
    load_balancing_algorithm_type: "round_robin",
    load_balancing_cross_zone_enabled: "use_load_balancer_configuration",
    proxy_protocol_v2: false,
    slow_start: 0,
    stickiness: [{ cookie_duration: 0, enabled: false, type: "source_ip" }],
  }),
  aws_security_group: { revoke_rules_on_delete: false },
  aws_security_group_rule: { self: false },
};
