import { isEmpty, list, record, without, type Values } from "../values";
import type { Form } from "./resource-config";

/** A type of resource that stands beside calls, and is written as the class of the provider. */
export interface BesideForm extends Form {
  readonly className: string;
  /** Of the provider's library. */
  readonly path: string;
  /** What its name ends with, beside others of its name. */
  readonly suffix: string;
}

const ECS_SERVICE: BesideForm = {
  className: "EcsService",
  path: "ecs-service",
  suffix: "service",
  madeUp: ["id", "arn", "iam_role", "tags_all", "triggers", "timeouts", "platform_version", "task_definition"],
  defaults: {
    availability_zone_rebalancing: "DISABLED",
    deployment_controller: [{ type: "ECS" }],
    deployment_maximum_percent: 200,
    deployment_minimum_healthy_percent: 100,
    propagate_tags: "NONE",
    scheduling_strategy: "REPLICA",
    health_check_grace_period_seconds: 0,
  },
  single: {
    network_configuration: {},
    service_registries: { defaults: { port: 0, container_port: 0 } },
    deployment_circuit_breaker: { flags: ["enable", "rollback"] },
    deployment_controller: {},
  },
  many: {
    load_balancer: {},
    capacity_provider_strategy: { defaults: { base: 0, weight: 0 } },
    ordered_placement_strategy: {},
    placement_constraints: {},
  },
};

const LOAD_BALANCER: BesideForm = {
  className: "Lb",
  path: "lb",
  suffix: "lb",
  madeUp: ["id", "arn", "arn_suffix", "dns_name", "name_prefix", "tags_all", "timeouts", "vpc_id", "zone_id"],
  defaults: {
    client_keep_alive: 3600,
    desync_mitigation_mode: "defensive",
    dns_record_client_routing_policy: "any_availability_zone",
    enable_http2: true,
    enforce_security_group_inbound_rules_on_private_link_traffic: "on",
    idle_timeout: 60,
    ip_address_type: "ipv4",
    load_balancer_type: "application",
    xff_header_processing_mode: "append",
  },
  single: { access_logs: {}, connection_logs: {}, ipam_pools: {}, minimum_load_balancer_capacity: {} },
  many: { subnet_mapping: { madeUp: ["outpost_id"] } },
  settle: subnetsOnce,
};

/** The state has subnets in both forms, and an argument may have one. */
function subnetsOnce(values: Values): Values {
  const mapped = list(values.subnet_mapping).map(record);
  const hasAddresses = mapped.some((each) => !isEmpty(each.allocation_id) || hasOwnAddress(each));
  return without(values, hasAddresses ? "subnets" : "subnet_mapping");
}

function hasOwnAddress({ private_ipv4_address: v4, ipv6_address: v6 }: Values): boolean {
  return !isEmpty(v4) || !isEmpty(v6);
}

const TARGET_GROUP: BesideForm = {
  className: "LbTargetGroup",
  path: "lb-target-group",
  suffix: "target-group",
  madeUp: ["id", "arn", "arn_suffix", "load_balancer_arns", "name_prefix", "tags_all"],
  defaults: {
    deregistration_delay: "300",
    ip_address_type: "ipv4",
    load_balancing_algorithm_type: "round_robin",
    load_balancing_anomaly_mitigation: "off",
    load_balancing_cross_zone_enabled: "use_load_balancer_configuration",
    protocol_version: "HTTP1",
    slow_start: 0,
    target_health_state: [{ enable_unhealthy_connection_termination: true, unhealthy_draining_interval: 0 }],
    target_type: "instance",
  },
  single: {
    health_check: {
      defaults: {
        enabled: true,
        healthy_threshold: 3,
        interval: 30,
        port: "traffic-port",
        protocol: "HTTP",
        unhealthy_threshold: 3,
      },
    },
    stickiness: {
      defaults: { enabled: true, cookie_duration: 86400 },
      settle: (values) => (values.enabled === true ? values : {}),
    },
    target_group_health: {
      single: {
        dns_failover: {
          defaults: { minimum_healthy_targets_count: "1", minimum_healthy_targets_percentage: "off" },
        },
        unhealthy_state_routing: {
          defaults: { minimum_healthy_targets_count: 1, minimum_healthy_targets_percentage: "off" },
        },
      },
    },
  },
  many: {
    target_failover: {},
    target_health_state: {
      flags: ["enable_unhealthy_connection_termination"],
      defaults: { unhealthy_draining_interval: 0 },
      settle: (values) => (values.enable_unhealthy_connection_termination === null ? {} : values),
    },
  },
};

const LISTENER: BesideForm = {
  className: "LbListener",
  path: "lb-listener",
  suffix: "listener",
  madeUp: ["id", "arn", "tags_all", "timeouts"],
  defaults: { routing_http_response_server_enabled: true, tcp_idle_timeout_seconds: 350 },
  single: { mutual_authentication: { defaults: { mode: "off" } } },
  many: {
    default_action: {
      single: {
        authenticate_cognito: {},
        authenticate_oidc: {},
        fixed_response: {},
        forward: { single: { stickiness: { defaults: { duration: 0 } } }, many: { target_group: {} } },
        redirect: {
          defaults: {
            host: "#{host}",
            path: "/#{path}",
            port: "#{port}",
            protocol: "#{protocol}",
            query: "#{query}",
          },
        },
      },
      settle: targetOnce,
    },
  },
  // AWS has a policy for what is encrypted, and the provider refuses none.
  settle: (values) => (["HTTPS", "TLS"].includes(String(values.protocol)) ? values : without(values, "ssl_policy")),
};

/** A state may have the only target in both forms. */
function targetOnce(action: Values): Values {
  const targets = list(record(list(action.forward)[0]).target_group).map(record);
  if (isEmpty(action.target_group_arn) || targets.length === 0) return action;
  return without(action, targets.length === 1 ? "forward" : "target_group_arn");
}

const SECURITY_GROUP: BesideForm = {
  className: "SecurityGroup",
  path: "security-group",
  suffix: "security-group",
  madeUp: ["id", "arn", "name_prefix", "owner_id", "tags_all", "timeouts"],
  defaults: { description: "Managed by Terraform" },
  many: { ingress: {}, egress: {} },
};

const SECURITY_GROUP_RULE: BesideForm = {
  className: "SecurityGroupRule",
  path: "security-group-rule",
  suffix: "rule",
  madeUp: ["id", "security_group_rule_id", "timeouts"],
  settle: (values) => (values.self === true ? without(values, "source_security_group_id") : values),
};

function vpcRule(direction: "Ingress" | "Egress"): BesideForm {
  return {
    className: `VpcSecurityGroup${direction}Rule`,
    path: `vpc-security-group-${direction.toLowerCase()}-rule`,
    suffix: `${direction.toLowerCase()}-rule`,
    madeUp: ["id", "arn", "security_group_rule_id", "tags_all"],
  };
}

/** What is taken over beside the calls, by its type. Other types are named in the report. */
export const BESIDE_FORMS: Readonly<Record<string, BesideForm>> = {
  aws_ecs_service: ECS_SERVICE,
  aws_lb: LOAD_BALANCER,
  aws_lb_listener: LISTENER,
  aws_lb_target_group: TARGET_GROUP,
  aws_security_group: SECURITY_GROUP,
  aws_security_group_rule: SECURITY_GROUP_RULE,
  aws_vpc_security_group_egress_rule: vpcRule("Egress"),
  aws_vpc_security_group_ingress_rule: vpcRule("Ingress"),
};
