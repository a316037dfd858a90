import { Fn, Op, type IResolvable } from "cdktf";
import {
  isKnown,
  judge,
  recoveryWindowRule,
  roleNameRule,
  secretValueRule,
  type Rule,
  type SecretSource,
} from "../../aws";
import { consulVersion, datacenterRule, isAtLeast, secretArn } from "../../consul";
import { persistenceRules } from "../storage";
import { keptDataRules } from "./kept-data-rules";
import type { AnyServerProps } from "./props";
import type { ServerFacts } from "./seam";

/** Every rule about the props of a server; what has a default, with its default. */
export function serverRules(props: AnyServerProps, { name, version, datacenter }: ServerFacts): Rule[] {
  return [
    ...nameRules(name, props),
    datacenterRule(datacenter),
    ...dnsRules(props),
    ...versionRules(version, props),
    ...networkRules(props),
    ...persistenceRules(props.persistence, props),
    ...keptDataRules(props),
    ...loadBalancerRules(props),
    ...federationRules(props),
    ...secretRules(props),
  ];
}

function nameRules(name: string, { loadBalancer }: AnyServerProps): Rule[] {
  const service = "^[a-zA-Z0-9_]([a-zA-Z0-9_-]*[a-zA-Z0-9_])?$";
  return [
    roleNameRule("name", name, "_execution"),
    {
      prop: "name",
      rule: "must be letters, digits, hyphens and underscores, with no hyphen at an end",
      got: name,
      fix: "Choose another name: it is a DNS name, too.",
      holds: judge(
        name,
        (value) => new RegExp(service).test(value),
        (value) => Fn.can(Fn.regex(service, value)),
      ),
    },
    {
      prop: "name",
      rule: "must have at most 32 letters, digits and hyphens with a load balancer, which has the same name",
      got: name,
      fix: "Shorten it.",
      holds:
        loadBalancer === undefined ||
        judge(
          name,
          (value) => /^(?!internal-)[a-zA-Z0-9]([a-zA-Z0-9-]{0,30}[a-zA-Z0-9])?$/.test(value),
          (value) => Fn.can(Fn.regex("^[a-zA-Z0-9]([a-zA-Z0-9-]{0,30}[a-zA-Z0-9])?$", value)),
        ),
    },
  ];
}

const DNS_NAME = /^(?=.{1,253}$)[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,62})(\.[a-zA-Z0-9_][a-zA-Z0-9_-]{0,62})*$/;

function dnsRules({ serviceDiscoveryNamespace, tls }: AnyServerProps): Rule[] {
  return [
    {
      prop: "serviceDiscoveryNamespace",
      rule: "must be a DNS name",
      got: serviceDiscoveryNamespace,
      fix: "Give a name such as 'consul.internal', or leave it out for the datacenter's.",
      holds: judge(serviceDiscoveryNamespace, (value) => DNS_NAME.test(value)),
    },
    {
      prop: "tls.additionalDnsNames",
      rule: "must be DNS names",
      got: tls?.additionalDnsNames,
      fix: "Give names such as 'consul.example.com' or '*.example.com'.",
      holds: judge(tls?.additionalDnsNames, (names) =>
        names.every((value) => !isKnown(value) || DNS_NAME.test(value.replace(/^\*\./, ""))),
      ),
    },
  ];
}

function versionRules(version: string, { tls, consulImage, consulVersion: given }: AnyServerProps): Rule[] {
  return [
    {
      prop: given === undefined ? "consulImage" : "consulVersion",
      rule: "must say the version of Consul, because the configuration depends on it",
      got: given ?? consulImage,
      fix: "Give an image with a tag such as ':1.15.10', or beside it consulVersion: '1.15.10'.",
      holds: judge(version, (value) => consulVersion(value) !== undefined),
    },
    {
      prop: "consulImage",
      rule: "must be Consul 1.12 or newer with TLS, because its configuration is in the `tls` stanza",
      got: version,
      fix: "Use a newer image.",
      holds: tls === undefined || isAtLeast(version, 1, 12),
    },
  ];
}

function networkRules({ subnetIds }: AnyServerProps): Rule[] {
  return [
    {
      prop: "subnetIds",
      rule: "must name at least one subnet",
      got: subnetIds,
      fix: "Give the private subnets of the mesh.",
      holds: judge(subnetIds, (ids) => ids.length > 0),
    },
  ];
}

function loadBalancerRules({ loadBalancer, healthCheckGracePeriodSeconds }: AnyServerProps): Rule[] {
  const open = [...(loadBalancer?.ingressCidrBlocks ?? []), ...(loadBalancer?.ingressSecurityGroupIds ?? [])];
  const wait = loadBalancer?.waitForLeader;
  const timeoutSeconds = typeof wait === "object" ? wait.timeoutSeconds : undefined;
  return [
    {
      prop: "loadBalancer.subnetIds",
      rule: "must name at least two subnets, in different zones",
      got: loadBalancer?.subnetIds,
      fix: "Give the public subnets of the VPC.",
      holds: judge(
        loadBalancer?.subnetIds,
        (ids) => ids.length >= 2,
        (ids) => Op.gte(Fn.lengthOf(ids), 2),
      ),
    },
    {
      prop: "loadBalancer",
      rule: "must say who may reach it",
      got: open,
      fix: "Give ingressCidrBlocks or ingressSecurityGroupIds.",
      holds: loadBalancer === undefined || open.length > 0,
    },
    {
      prop: "loadBalancer.waitForLeader.timeoutSeconds",
      rule: "must be a whole number from 1 to 86400",
      got: timeoutSeconds,
      fix: "Leave it out for 600.",
      holds: judge(timeoutSeconds, (seconds) => Number.isInteger(seconds) && seconds >= 1 && seconds <= 86400),
    },
    {
      prop: "healthCheckGracePeriodSeconds",
      rule: "must be a whole number, 0 or more",
      got: healthCheckGracePeriodSeconds,
      fix: "Leave it out for that of the release line.",
      holds: judge(healthCheckGracePeriodSeconds, (seconds) => Number.isInteger(seconds) && seconds >= 0),
    },
    {
      prop: "healthCheckGracePeriodSeconds",
      rule: "needs loadBalancer",
      got: healthCheckGracePeriodSeconds,
      fix: "Leave it out: it is about the checks of the load balancer.",
      holds: healthCheckGracePeriodSeconds === undefined || loadBalancer !== undefined,
    },
  ];
}

function federationRules(props: AnyServerProps): Rule[] {
  const { retryJoinWan, primaryGateways, meshGatewayWanFederation, tls, replicationToken, acls } = props;
  return [
    {
      prop: "retryJoinWan",
      rule: "cannot be given together with primaryGateways",
      got: retryJoinWan,
      fix: "Join the other datacenters directly, or through the mesh gateways of the primary one.",
      holds: notBoth(retryJoinWan, primaryGateways),
    },
    {
      prop: meshGatewayWanFederation ? "meshGatewayWanFederation" : "primaryGateways",
      rule: "needs tls",
      got: meshGatewayWanFederation || primaryGateways,
      fix: "Switch TLS on: mesh gateways tell datacenters apart by the server names of TLS.",
      holds: !(meshGatewayWanFederation || primaryGateways?.length) || tls !== undefined,
    },
    {
      prop: "replicationToken",
      rule: "needs acls",
      fix: "Switch ACLs on, or leave it out.",
      holds: replicationToken === undefined || !!acls,
    },
  ];
}

/** Of two lists one must be empty. How long a list is that is a token, only Terraform knows. */
function notBoth(a: readonly string[] = [], b: readonly string[] = []): boolean | IResolvable {
  if (a.length === 0 || b.length === 0) return true;
  if (isKnown(a) && isKnown(b)) return false;
  return Op.or(Op.lt(Fn.lengthOf(a), 1), Op.lt(Fn.lengthOf(b), 1));
}

function secretRules(props: AnyServerProps): Rule[] {
  const { tls, acls, gossipEncryption, license, replicationToken } = props;
  const bootstrapToken = typeof acls === "object" ? acls.bootstrapToken : undefined;
  const gossipKey = typeof gossipEncryption === "object" ? gossipEncryption.keySecretArn : undefined;
  return [
    ...secretArn()("tls.caCertSecretArn", tls?.caCertSecretArn),
    ...secretArn()("tls.caKeySecretArn", tls?.caKeySecretArn),
    ...sourceRules("acls.bootstrapToken", bootstrapToken),
    ...secretArn()("gossipEncryption.keySecretArn", gossipKey),
    ...sourceRules("license", license),
    ...sourceRules("replicationToken", replicationToken),
    recoveryWindowRule("secretsRecoveryWindowInDays", props.secretsRecoveryWindowInDays),
    {
      prop: "secretsKmsKeyArn",
      rule: "must be the ARN of a KMS key",
      got: props.secretsKmsKeyArn,
      fix: "Give 'arn:aws:kms:<region>:<account>:key/<id>': the task's policy needs the ARN, not an id or an alias.",
      holds: judge(props.secretsKmsKeyArn, (arn) => /^arn:[a-z-]+:kms:[a-z0-9-]+:\d+:key\/.+$/.test(arn)),
    },
  ];
}

function sourceRules(prop: string, source: SecretSource | undefined): Rule[] {
  return [...secretArn()(`${prop}.secretArn`, source?.secretArn), secretValueRule(prop, source)];
}
