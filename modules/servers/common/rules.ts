import type { Construct } from "constructs";
import {
  anyOf,
  each,
  every,
  fields,
  isAbsent,
  kmsKey,
  length,
  must,
  negate,
  notEmpty,
  notPattern,
  notTogether,
  pattern,
  propRules,
  recoveryWindowRule,
  requires,
  roleNameRule,
  secretArn,
  secretSource,
  verdict,
  wholeNumber,
  type Check,
  type Rule,
} from "../../aws";
import { consulVersion, datacenterRule, isAtLeast } from "../../consul";
import { persistenceRules } from "../storage";
import { keptDataRules } from "./kept-data-rules";
import type { AnyServerProps, ServerTls } from "./props";
import type { ServerFacts } from "./seam";

/** Every rule about the props of a server; what has a default, with its default. */
export function serverRules(props: AnyServerProps, { scope, name, version, datacenter }: ServerFacts): Rule[] {
  return [
    ...nameRules(name, props),
    datacenterRule(datacenter),
    ...versionRules(version, props),
    ...propRules(props, {
      serviceDiscoveryNamespace: dnsName(
        "Give a name such as 'consul.internal', or leave it out for the datacenter's.",
      ),
      subnetIds: notEmpty("must name at least one subnet", "Give the private subnets of the mesh."),
      healthCheckGracePeriodSeconds: wholeNumber(0, Infinity, "Leave it out for that of the release line."),
    }),
    ...persistenceRules(props.persistence, props),
    ...keptDataRules(props),
    ...loadBalancerRules(props),
    ...federationRules(props),
    ...secretRules(scope, props),
  ];
}

function nameRules(name: string, { loadBalancer }: AnyServerProps): Rule[] {
  const balanced = "with a load balancer, which has the same name";
  const checks = [
    pattern(
      /^[a-zA-Z0-9_]([a-zA-Z0-9_-]*[a-zA-Z0-9_])?$/,
      "must be letters, digits, hyphens and underscores, with no hyphen at an end",
      "Choose another name: it is a DNS name, too.",
    ),
  ];
  if (loadBalancer !== undefined) {
    const rule = `must have at most 32 letters, digits and hyphens ${balanced}`;
    checks.push(
      pattern(/^[a-zA-Z0-9]([a-zA-Z0-9-]{0,30}[a-zA-Z0-9])?$/, rule, "Shorten it."),
      notPattern(/^internal-/, `must not begin with 'internal-' ${balanced}`, "AWS keeps that for itself."),
    );
  }
  return [roleNameRule("name", name, "_execution"), ...propRules({ name }, { name: checks })];
}

function dnsName(fix: string, rule = "must be a DNS name", wildcard = ""): Check {
  const name = "[a-zA-Z0-9_][a-zA-Z0-9_-]{0,62}";
  return every(
    pattern(new RegExp(`^${wildcard}${name}(\\.${name})*$`), rule, fix),
    length(0, 253, "must have at most 253 characters, as every DNS name", "Shorten it."),
  );
}

function versionRules(version: string, { tls, consulVersion: given }: AnyServerProps): Rule[] {
  const saysVersion = must<string>(
    "must say the version of Consul, because the configuration depends on it",
    "Give an image with a tag such as ':1.15.10', or beside it consulVersion: '1.15.10'.",
    (value) => consulVersion(value) !== undefined,
  );
  const knowsTls = must<string>(
    "must be Consul 1.12 or newer with TLS, because its configuration is in the `tls` stanza",
    "Use a newer image.",
    (value) => isAtLeast(value, 1, 12),
  );
  return [
    ...saysVersion(given === undefined ? "consulImage" : "consulVersion", version),
    ...(tls === undefined ? [] : knowsTls("consulImage", version)),
  ];
}

function loadBalancerRules({ loadBalancer, healthCheckGracePeriodSeconds }: AnyServerProps): Rule[] {
  const { subnetIds, ingressCidrBlocks, ingressSecurityGroupIds, waitForLeader } = loadBalancer ?? {};
  const timeoutSeconds = typeof waitForLeader === "object" ? waitForLeader.timeoutSeconds : undefined;
  const zones = "must name at least two subnets, in different zones";
  const somebody = anyOf(...[ingressCidrBlocks, ingressSecurityGroupIds].map((list) => negate(isAbsent(list))));
  const sources = "Give ingressCidrBlocks or ingressSecurityGroupIds.";
  const onlyForIt = "Leave it out: it is about the checks of the load balancer.";
  return [
    ...length(2, Infinity, zones, "Give the public subnets of the VPC.")("loadBalancer.subnetIds", subnetIds),
    ...verdict("loadBalancer", loadBalancer, "must say who may reach it", sources, somebody),
    ...wholeNumber(1, 86400, "Leave it out for 600.")("loadBalancer.waitForLeader.timeoutSeconds", timeoutSeconds),
    ...requires({ healthCheckGracePeriodSeconds }, { loadBalancer }, undefined, onlyForIt),
  ];
}

function federationRules(props: AnyServerProps): Rule[] {
  const { retryJoinWan, primaryGateways, meshGatewayWanFederation, tls, replicationToken, acls } = props;
  const oneWay = "Join the other datacenters directly, or through the mesh gateways of the primary one.";
  const tlsOn = "Switch TLS on: mesh gateways tell datacenters apart by the server names of TLS.";
  const needsAcls = requires({ replicationToken }, { acls }, undefined, "Switch ACLs on, or leave it out.");
  return [
    ...notTogether({ retryJoinWan, primaryGateways }, undefined, oneWay),
    ...requires({ meshGatewayWanFederation }, { tls }, undefined, tlsOn),
    ...requires({ primaryGateways }, { tls }, undefined, tlsOn),
    // What was given may be the secret itself.
    ...needsAcls.map((rule) => ({ ...rule, got: undefined })),
  ];
}

function secretRules(scope: Construct, props: AnyServerProps): Rule[] {
  const { acls, gossipEncryption } = props;
  const bootstrapToken = typeof acls === "object" ? acls.bootstrapToken : undefined;
  const gossipKey = typeof gossipEncryption === "object" ? gossipEncryption.keySecretArn : undefined;
  const names = dnsName("Give a name such as 'consul.example.com' or '*.example.com'.", undefined, "(\\*\\.)?");
  return [
    ...propRules(props, {
      tls: fields<ServerTls>({
        caCertSecretArn: secretArn(),
        caKeySecretArn: secretArn(),
        additionalDnsNames: each(names),
      }),
      secretsKmsKeyArn: kmsKey(),
    }),
    ...secretSource(scope)("acls.bootstrapToken", bootstrapToken),
    ...secretArn()("gossipEncryption.keySecretArn", gossipKey),
    ...secretSource(scope)("license", props.license),
    ...secretSource(scope)("replicationToken", props.replicationToken),
    recoveryWindowRule("secretsRecoveryWindowInDays", props.secretsRecoveryWindowInDays),
  ];
}
