import {
  ANY_LAUNCH_TYPE,
  anyOf,
  awsId,
  awsIds,
  cidr,
  each,
  every,
  flag,
  flagOr,
  inTurn,
  isAbsent,
  kmsKey,
  length,
  logConfiguration,
  mandatory,
  must,
  negate,
  notPattern,
  notTogether,
  nothingEphemeral,
  object,
  pattern,
  placeOf,
  recoveryWindowRule,
  requires,
  secretArn,
  secretSource,
  tagMap,
  unshown,
  verdict,
  wholeNumber,
  writtenOut,
  type AllChecks,
  type Check,
  type Compatibility,
  type Rule,
  type SecretSource,
  type ServiceOptions,
  type TaskOptions,
} from "../../aws";
import { datacenterRule, type DevServerLineOptions } from "../../consul";
import { persistenceCheck } from "../storage";
import { snapshotsCheck } from "./kept-data-rules";
import { imageCheck, versionRules } from "./image-rules";
import { nameCheck } from "./name-rules";
import type { AnyServerProps, ServerLoadBalancer, ServerTaskProps, ServerTls } from "./props";
import type { ServerFacts } from "./seam";

/** What is said of a server beside what every task and every service can be told. */
export type OwnServerProps = Omit<ServerTaskProps, keyof TaskOptions | keyof ServiceOptions> & DevServerLineOptions;

/** What is checked of each prop by itself. */
export function serverChecks(props: AnyServerProps, { scope }: Pick<ServerFacts, "scope">): AllChecks<OwnServerProps> {
  return {
    name: nameCheck(props),
    clusterArn: mandatory(ecsCluster()),
    vpcId: mandatory(awsId("vpc")),
    subnetIds: mandatory(awsIds("subnet", 1, "must name at least one subnet", "Give the private subnets of the mesh.")),
    // The size of the task has rules of its own.
    cpu: [],
    memory: [],
    consulImage: imageCheck(),
    // That it says a version is a rule about it and the image together.
    consulVersion: [],
    logConfiguration: logConfiguration(placeOf(placesOf(props))),
    datacenter: (prop, name) => [datacenterRule(name, prop)],
    serviceDiscoveryNamespace: dnsName("Give a name such as 'consul.internal', or leave it out for the datacenter's."),
    persistence: persistenceCheck(),
    snapshots: snapshotsCheck(),
    raftMultiplier: wholeNumber(1, 10, "Leave it out for Consul's own, 5."),
    loadBalancer: loadBalancerCheck(),
    tls: tlsCheck(),
    acls: unshown(flagOr(object<{ bootstrapToken: SecretSource }>({ bootstrapToken: mandatory(secretSource(scope)) }))),
    license: secretSource(scope),
    primaryDatacenter: (prop, name) => [datacenterRule(name, prop)],
    retryJoinWan: each(address("such as 'consul.example.com'")),
    primaryGateways: each(address("such as 'gateway.example.com:8443'")),
    meshGatewayWanFederation: flag(),
    clusterPeering: flag(),
    configEntries: aFunction(),
    replicationToken: secretSource(scope),
    executeCommand: flag(),
    healthCheckGracePeriodSeconds: wholeNumber(0, 2147483647, "Leave it out for that of the release line."),
    secretsRecoveryWindowInDays: (prop, days) => [recoveryWindowRule(prop, days as number | undefined)],
    secretsKmsKeyArn: kmsKey(),
    tags: tagMap(),
    gossipEncryption: unshown(flagOr(object<{ keySecretArn: string }>({ keySecretArn: mandatory(secretArn()) }))),
  };
}

/** A task that says where it runs says so by a list; what else was given has a rule of its own. */
function placesOf({ compatibilities }: AnyServerProps): readonly Compatibility[] {
  return Array.isArray(compatibilities) ? compatibilities : ANY_LAUNCH_TYPE;
}

/** What is said of several props together. */
export function rulesBetweenProps(props: AnyServerProps, { scope, version, datacenter }: ServerFacts): Rule[] {
  return [
    ...versionRules(version, props),
    // The namespace is a DNS name, and has the datacenter's by default.
    ...(props.serviceDiscoveryNamespace === undefined ? dnsName("Shorten it.")("datacenter", datacenter) : []),
    ...loadBalancerRules(props),
    ...federationRules(props),
    ...nothingEphemeral(scope, props, SECRETS),
  ];
}

/** What is written into secrets, and nowhere else. */
const SECRETS = ["acls", "license", "replicationToken"];

/** What ECS takes for a cluster: its ARN, or its name. */
export function ecsCluster(): Check {
  return pattern(
    /^(arn:[a-z][a-z0-9-]*:ecs:[a-z0-9-]+:[0-9]{12}:cluster\/)?[a-zA-Z0-9_-]{1,255}$/,
    "must be the ARN of an ECS cluster",
    "Give 'arn:aws:ecs:<region>:<account>:cluster/<name>'.",
  );
}

export function dnsName(fix: string, rule = "must be a DNS name", wildcard = ""): Check {
  const name = "[a-zA-Z0-9_][a-zA-Z0-9_-]{0,62}";
  return inTurn(
    pattern(new RegExp(`^${wildcard}${name}(\\.${name})*$`), rule, fix),
    length(0, 253, "must have at most 253 characters, as every DNS name", "Shorten it."),
  );
}

/** The CA of servers that make their certificates themselves. */
export function tlsCheck(arn: () => Check = secretArn): Check {
  const names = dnsName("Give a name such as 'consul.example.com' or '*.example.com'.", undefined, "(\\*\\.)?");
  return object<ServerTls>({
    caCertSecretArn: mandatory(arn()),
    caKeySecretArn: mandatory(arn()),
    additionalDnsNames: [writtenOut("because each is an option of a command"), each(names)],
  });
}

/** What is asked for only when the stack is written. */
export function aFunction(): Check {
  const fix = "Write it as '() => [...]'.";
  return must<unknown>("must be a function", fix, (given) => typeof given === "function");
}

/** After a host, and not within an address of IPv6. */
const TOO_HIGH = /^[^:]+:0*([1-9]\d{5,}|[7-9]\d{4}|6[6-9]\d{3}|65[6-9]\d{2}|655[4-9]\d|6553[6-9])$/;

function address(example: string): Check {
  return every(
    pattern(/^[^\s/-][^\s/]*$/, "must be the address of a host, with a port or without", `Give it ${example}.`),
    notPattern(TOO_HIGH, "must have a port up to 65535", "Correct the port."),
  );
}

function loadBalancerCheck(): Check {
  const zones = "must name at least two subnets, in different zones";
  const timeout = wholeNumber(1, 86400, "Leave it out for 600.");
  return object<ServerLoadBalancer>({
    subnetIds: mandatory(awsIds("subnet", 2, zones, "Give the public subnets of the VPC.")),
    ingressCidrBlocks: each(cidr()),
    ingressSecurityGroupIds: each(awsId("sg")),
    waitForLeader: flagOr(object<{ timeoutSeconds: number }>({ timeoutSeconds: mandatory(timeout) })),
  });
}

function loadBalancerRules({ loadBalancer, healthCheckGracePeriodSeconds }: AnyServerProps): Rule[] {
  const { ingressCidrBlocks, ingressSecurityGroupIds } = loadBalancer ?? {};
  const somebody = anyOf(...[ingressCidrBlocks, ingressSecurityGroupIds].map((list) => negate(isAbsent(list))));
  const sources = "Give ingressCidrBlocks or ingressSecurityGroupIds.";
  const onlyForIt = "Leave it out: it is about the checks of the load balancer.";
  return [
    ...verdict("loadBalancer", loadBalancer, "must say who may reach it", sources, somebody),
    ...requires({ healthCheckGracePeriodSeconds }, { loadBalancer }, undefined, onlyForIt),
  ];
}

function federationRules(props: AnyServerProps): Rule[] {
  const { retryJoinWan, primaryGateways, meshGatewayWanFederation, tls, replicationToken, acls } = props;
  const oneWay = "Join the other datacenters directly, or through the mesh gateways of the primary one.";
  const tlsOn = "Switch TLS on: mesh gateways tell datacenters apart by the server names of TLS.";
  // Whether it is given, and not what it is: it may be the secret itself.
  const replicates = replicationToken !== undefined;
  return [
    ...notTogether({ retryJoinWan, primaryGateways }, undefined, oneWay),
    ...requires({ meshGatewayWanFederation }, { tls }, undefined, tlsOn),
    ...requires({ primaryGateways }, { tls }, undefined, tlsOn),
    ...unshown((prop) => requires({ [prop]: replicates }, { acls }, undefined, "Switch ACLs on, or leave it out."))(
      "replicationToken",
      replicates,
    ),
  ];
}
