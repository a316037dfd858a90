import { judge, roleNameRule, type Rule } from "../aws";
import { datacenterRule, secretArnRule, type Release } from "../consul-ecs";
import { isAtLeast } from "./consul-version";
import type { CommonDevServerProps } from "./props";

type AnyDevServerProps = CommonDevServerProps<Release>;

/** Every rule about the props of a server; `name`, `image` and `datacenter` with their defaults. */
export function devServerRules(
  props: AnyDevServerProps,
  resolved: { readonly name: string; readonly image: string; readonly datacenter: string },
): Rule[] {
  return [
    ...nameRules(resolved.name, props),
    datacenterRule(resolved.datacenter),
    imageRule(resolved.image, props),
    ...networkRules(props),
    ...federationRules(props),
    ...secretRules(props),
  ];
}

function nameRules(name: string, { loadBalancer }: AnyDevServerProps): Rule[] {
  return [
    roleNameRule("name", name, "_execution"),
    {
      prop: "name",
      rule: "must have at most 32 letters, digits and hyphens with a load balancer, which has the same name",
      got: name,
      fix: "Shorten it.",
      holds:
        loadBalancer === undefined ||
        judge(name, (value) => /^(?!internal-)[a-zA-Z0-9]([a-zA-Z0-9-]{0,30}[a-zA-Z0-9])?$/.test(value)),
    },
  ];
}

function imageRule(image: string, { tls }: AnyDevServerProps): Rule {
  return {
    prop: "consulImage",
    rule: "must be Consul 1.12 or newer with TLS, because its configuration is in the `tls` stanza",
    got: image,
    fix: "Use a newer image.",
    holds: tls === undefined || isAtLeast(image, 1, 12),
  };
}

function networkRules({ subnetIds, loadBalancer }: AnyDevServerProps): Rule[] {
  const open = [...(loadBalancer?.ingressCidrBlocks ?? []), ...(loadBalancer?.ingressSecurityGroupIds ?? [])];
  return [
    {
      prop: "subnetIds",
      rule: "must name at least one subnet",
      got: subnetIds,
      fix: "Give the private subnets of the mesh.",
      holds: judge(subnetIds, (ids) => ids.length > 0),
    },
    {
      prop: "loadBalancer.subnetIds",
      rule: "must name at least two subnets, in different zones",
      got: loadBalancer?.subnetIds,
      fix: "Give the public subnets of the VPC.",
      holds: judge(loadBalancer?.subnetIds, (ids) => ids.length >= 2),
    },
    {
      prop: "loadBalancer",
      rule: "must say who may reach it",
      got: open,
      fix: "Give ingressCidrBlocks or ingressSecurityGroupIds.",
      holds: loadBalancer === undefined || open.length > 0,
    },
  ];
}

function federationRules(props: AnyDevServerProps): Rule[] {
  const { retryJoinWan, primaryGateways, meshGatewayWanFederation, tls, replicationTokenSecretArn, acls } = props;
  return [
    {
      prop: "retryJoinWan",
      rule: "cannot be given together with primaryGateways",
      got: retryJoinWan,
      fix: "Join the other datacenters directly, or through the mesh gateways of the primary one.",
      holds: !retryJoinWan?.length || !primaryGateways?.length,
    },
    {
      prop: "meshGatewayWanFederation",
      rule: "needs tls",
      got: meshGatewayWanFederation,
      fix: "Switch TLS on: mesh gateways tell datacenters apart by the server names of TLS.",
      holds: !(meshGatewayWanFederation || primaryGateways?.length) || tls !== undefined,
    },
    {
      prop: "replicationTokenSecretArn",
      rule: "needs acls",
      fix: "Switch ACLs on, or leave it out.",
      holds: replicationTokenSecretArn === undefined || !!acls,
    },
  ];
}

function secretRules({ tls, acls, licenseSecretArn, replicationTokenSecretArn, ...props }: AnyDevServerProps): Rule[] {
  const bootstrap = typeof acls === "object" ? acls.bootstrapTokenSecretArn : undefined;
  return [
    secretArnRule("tls.caCertSecretArn", tls?.caCertSecretArn),
    secretArnRule("tls.caKeySecretArn", tls?.caKeySecretArn),
    secretArnRule("acls.bootstrapTokenSecretArn", bootstrap),
    secretArnRule("licenseSecretArn", licenseSecretArn),
    secretArnRule("replicationTokenSecretArn", replicationTokenSecretArn),
    {
      prop: "secretsRecoveryWindowInDays",
      rule: "must be 0, or 7 to 30",
      got: props.secretsRecoveryWindowInDays,
      fix: "Use 0 to have secrets deleted at once.",
      holds: judge(
        props.secretsRecoveryWindowInDays,
        (days) => days === 0 || (Number.isInteger(days) && days >= 7 && days <= 30),
      ),
    },
  ];
}
