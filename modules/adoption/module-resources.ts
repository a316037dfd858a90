/** The HCL modules whose resources can be taken over; what line 0.6 calls `acl-controller` is the `controller` of 0.10. */
export type AdoptedModule = "mesh-task" | "controller" | "gateway-task" | "dev-server";

/**
 * How often a module has a resource, and so what its address in the state ends with: nothing, `[0]` where it is made or
 * not, or the place in a list of the module's inputs.
 */
export type Times = "always" | "maybe" | "each";

/** A resource of a module that the construct makes as well. */
export interface MappedResource {
  readonly times: Times;
  /** Path inside of the construct. Of those in a list, what comes before the number. */
  readonly path: string;
}

/** A resource of a module that leaves the state and stays what it is. */
export interface ForgottenResource {
  readonly times: Exclude<Times, "each">;
  readonly forgotten: string;
}

export type ModuleResource = MappedResource | ForgottenResource;

const always = (path: string): MappedResource => ({ times: "always", path });
const maybe = (path: string): MappedResource => ({ times: "maybe", path });
const each = (path: string): MappedResource => ({ times: "each", path });
const forget = (forgotten: string, times: ForgottenResource["times"] = "maybe"): ForgottenResource => ({
  times,
  forgotten,
});

const SECRET = "the servers refer to the secret by its ARN; whoever made it new would change it under Consul";
const VALUE = "its value is in the state in clear; the secret keeps it";
const CA = "the CA is in its two secrets, which are referred to";

/**
 * The resources of the modules at v0.6.2 and v0.10.0, under their names there, and what becomes of each. Both lines name
 * them alike; what only one of them has is not in the state of the other.
 */
export const MODULE_RESOURCES: Readonly<Record<AdoptedModule, Readonly<Record<string, ModuleResource>>>> = {
  "mesh-task": {
    "aws_ecs_task_definition.this": always("task"),
    "aws_iam_role.task": maybe("task-role/role"),
    "aws_iam_policy.task": maybe("task-role/policy"),
    "aws_iam_role_policy_attachment.task": maybe("task-role/attachment"),
    "aws_iam_role_policy_attachment.additional_task_policies": each("task-role/policy-"),
    "aws_iam_role.execution": maybe("execution-role/role"),
    "aws_iam_policy.execution": maybe("execution-role/policy"),
    "aws_iam_role_policy_attachment.execution": maybe("execution-role/attachment"),
    "aws_iam_role_policy_attachment.additional_execution_policies": each("execution-role/policy-"),
  },
  controller: {
    "aws_ecs_service.this": always("service"),
    "aws_ecs_task_definition.this": always("task"),
    "aws_iam_role.this_task": always("task-role/role"),
    "aws_iam_role.this_execution": always("execution-role/role"),
    "aws_iam_policy.this_execution": always("execution-role/policy"),
    "aws_iam_role_policy_attachment.consul-controller-execution": always("execution-role/attachment"),
    "aws_iam_role_policy_attachment.additional_execution_policies": each("execution-role/policy-"),
  },
  "gateway-task": {
    "aws_ecs_service.this": always("service"),
    "aws_ecs_task_definition.this": always("task"),
    "aws_iam_role.task": always("task-role/role"),
    "aws_iam_policy.task": maybe("task-role/policy"),
    "aws_iam_role_policy_attachment.task": maybe("task-role/attachment"),
    "aws_iam_role_policy_attachment.additional_task_policies": each("task-role/policy-"),
    "aws_iam_role.execution": always("execution-role/role"),
    "aws_iam_policy.execution": always("execution-role/policy"),
    "aws_iam_role_policy_attachment.execution": always("execution-role/attachment"),
    "aws_iam_role_policy_attachment.additional_execution_policies": each("execution-role/policy-"),
    "aws_lb.this": maybe("load-balancer/load-balancer"),
    "aws_lb_target_group.this": maybe("load-balancer/target-group"),
    "aws_lb_listener.this": maybe("load-balancer/listener"),
    "aws_security_group.this": maybe("load-balancer/security-group"),
    "aws_security_group_rule.lb_egress_rule": maybe("load-balancer/egress"),
    "aws_security_group_rule.lb_ingress_rule": maybe("load-balancer/ingress"),
  },
  "dev-server": {
    "aws_ecs_service.this": always("service"),
    "aws_ecs_task_definition.this": always("task"),
    "aws_iam_role.this_task": always("task-role/role"),
    "aws_iam_role.this_execution": always("execution-role/role"),
    "aws_iam_policy.this_execution": always("execution-role/policy"),
    "aws_iam_role_policy_attachment.this_execution": always("execution-role/attachment"),
    "aws_service_discovery_private_dns_namespace.server": always("namespace"),
    "aws_service_discovery_service.server": always("registry"),
    "aws_security_group.ecs_service": always("security-group"),
    "aws_security_group_rule.egress_from_service": always("egress"),
    "aws_security_group_rule.lb_ingress_to_service": maybe("lb-ingress"),
    "aws_security_group.load_balancer": maybe("lb/security-group"),
    "aws_lb.this": maybe("lb/load-balancer"),
    "aws_lb_target_group.this": maybe("lb/target-group"),
    "aws_lb_listener.this": maybe("lb/listener"),
    "aws_secretsmanager_secret.bootstrap_token": forget(SECRET),
    "aws_secretsmanager_secret_version.bootstrap_token": forget(VALUE),
    "aws_secretsmanager_secret.gossip_key": forget(SECRET),
    "aws_secretsmanager_secret_version.gossip_key": forget(VALUE),
    "aws_secretsmanager_secret.license": forget(SECRET),
    "aws_secretsmanager_secret_version.license": forget(VALUE),
    "aws_secretsmanager_secret.ca_cert": forget(SECRET),
    "aws_secretsmanager_secret_version.ca_cert": forget(VALUE),
    "aws_secretsmanager_secret.ca_key": forget(SECRET),
    "aws_secretsmanager_secret_version.ca_key": forget(VALUE),
    "tls_private_key.ca": forget(CA),
    "tls_self_signed_cert.ca": forget(CA),
    "random_id.gossip_key": forget("the key is in its secret, which is referred to"),
    "random_uuid.bootstrap_token": forget("the token is in its secret, which is referred to", "always"),
    "null_resource.wait_for_consul_server": forget("`loadBalancer.waitForLeader` waits without it, when asked to"),
  },
};
