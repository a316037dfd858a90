import { blocks, isOn, texts, type Values } from "../plan";
import { rule } from "./rule";

const LOAD_BALANCER = "aws_lb";
const LISTENER = "aws_lb_listener";
const GROUP = "aws_autoscaling_group";

const isApplication = ({ load_balancer_type }: Values): boolean =>
  load_balancer_type === "application" || load_balancer_type === undefined;

/** https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-17 */
const GOOD_TLS = /^ELBSecurityPolicy-TLS13-1-[23]-/;

export const LOAD_BALANCING = [
  rule("ELB.1", "Listeners for HTTP send the caller to HTTPS", LISTENER, ({ protocol, default_action }) => {
    const redirects = blocks(default_action).flatMap(({ redirect }) => blocks(redirect));
    return protocol === "HTTP" && !redirects.some((redirect) => redirect.protocol === "HTTPS");
  }),
  rule(
    "ELB.4",
    "Application load balancers drop invalid headers",
    LOAD_BALANCER,
    (values) => isApplication(values) && !isOn(values.drop_invalid_header_fields),
  ),
  rule(
    "ELB.5",
    "Load balancers log who calls",
    LOAD_BALANCER,
    ({ access_logs }) => !blocks(access_logs).some(({ enabled }) => isOn(enabled)),
  ),
  rule(
    "ELB.6",
    "Load balancers are protected against deletion",
    LOAD_BALANCER,
    ({ enable_deletion_protection }) => !isOn(enable_deletion_protection),
  ),
  rule(
    "ELB.12",
    "Application load balancers defend against desync attacks",
    LOAD_BALANCER,
    (values) => isApplication(values) && values.desync_mitigation_mode === "monitor",
  ),
  rule("ELB.13", "Load balancers are in two zones at least", LOAD_BALANCER, ({ subnets }) => texts(subnets).length < 2),
  rule("ELB.17", "Listeners for TLS use a policy that AWS recommends", LISTENER, ({ protocol, ssl_policy }) =>
    (protocol === "HTTPS" || protocol === "TLS") && !GOOD_TLS.test(String(ssl_policy)) ? String(ssl_policy) : undefined,
  ),
  rule("ELB.18", "Listeners encrypt", LISTENER, ({ protocol, port }) =>
    protocol === "HTTPS" || protocol === "TLS" ? undefined : `${String(protocol)} on port ${String(port)}`,
  ),
  rule(
    "AutoScaling.1",
    "Groups behind a load balancer ask it for the health of their instances",
    GROUP,
    ({ target_group_arns, health_check_type }) => texts(target_group_arns).length > 0 && health_check_type !== "ELB",
  ),
  rule(
    "AutoScaling.2",
    "Groups are in two zones at least",
    GROUP,
    ({ availability_zones, vpc_zone_identifier }) =>
      Math.max(texts(availability_zones).length, texts(vpc_zone_identifier).length) < 2,
  ),
  rule(
    "AutoScaling.6",
    "Groups have several types of instances",
    GROUP,
    ({ mixed_instances_policy }) => blocks(mixed_instances_policy).length === 0,
  ),
  rule(
    "AutoScaling.9",
    "Groups start instances from a launch template",
    GROUP,
    (values) => blocks(values.launch_template).length + blocks(values.mixed_instances_policy).length === 0,
  ),
];
