import {
  anyOf,
  awsId,
  cidr,
  each,
  flag,
  judge,
  kmsKey,
  known,
  matching,
  must,
  negate,
  notEmpty,
  notPattern,
  object,
  onlyProps,
  pattern,
  portNumber,
  propRules,
  secretArn,
  text,
  trueOrFalse,
  wholeNumber,
  type AllChecks,
  type Check,
  type Rule,
} from "../aws";
import type { ConsulServers, ConsulServersGrpc, ConsulServersHttp, ConsulServersTls } from "./consul-servers";

/**
 * What must hold for Consul servers, whoever hosts them.
 *
 * @param prop the prop that has them, where it is one
 */
export function consulServersRules(servers: ConsulServers, prop = ""): Rule[] {
  const checks = serverChecks();
  const { datacenter = null } = servers;
  return [
    // Of a class that implements the seam, such as a construct, the members are its own business.
    ...(isPlain(servers) ? onlyProps(servers, [...Object.keys(checks), OF_A_PEER]) : []),
    ...propRules({ ...pick(servers, checks), datacenter }, checks),
  ].map((rule) => (prop === "" ? rule : { ...rule, prop: `${prop}.${rule.prop}` }));
}

/** What was spread from a construct has some of its members. */
function isPlain(servers: object): boolean {
  return Object.getPrototypeOf(servers) === Object.prototype && !("node" in servers);
}

/** Getters of a class are no properties of its own. */
function pick(servers: ConsulServers, checks: object): Partial<Record<string, unknown>> {
  return Object.fromEntries(Object.keys(checks).map((key) => [key, servers[key as keyof ConsulServers]]));
}

/** Security groups tell by it which servers are the same. */
const OF_A_PEER = "peerId";

const ADDRESSES = "Give the addresses of the servers, or leave it out.";

function serverChecks(): AllChecks<ConsulServers> {
  return {
    datacenter: (prop, name) => [datacenterRule(name, prop)],
    primaryDatacenter: (prop, name) => [datacenterRule(name, prop)],
    hosts: host(),
    retryJoin: [
      notEmpty("must name at least one address", ADDRESSES),
      each(notPattern(/^\s*$/, "must not be empty", ADDRESSES)),
    ],
    httpAddress: (prop, address) => [httpAddressRule(prop, address)],
    tls: object<ConsulServersTls>({
      enabled: flag(),
      caCertSecretArn: secretArn(),
      httpsCaCertSecretArn: secretArn(),
      grpcCaCertSecretArn: secretArn(),
      serverName: serverName(),
      caCertFile: text(),
      publicHttpsCertificate: flag(),
    }),
    http: object<ConsulServersHttp>({
      port: portNumber(),
      https: flag(),
      tls: trueOrFalse(),
      tlsServerName: serverName(),
      caCertFile: text(),
    }),
    grpc: object<ConsulServersGrpc>({
      port: portNumber(),
      tls: trueOrFalse(),
      tlsServerName: serverName(),
      caCertFile: text(),
    }),
    skipServerWatch: trueOrFalse(),
    acls: flag(),
    bootstrapTokenSecretArn: secretArn(),
    gossipKeySecretArn: secretArn(),
    securityGroupId: awsId("sg"),
    cidrBlocks: each(cidr({ ipv6: true })),
    secretsKmsKeyArn: kmsKey(),
    configEntriesTokenSecretArn: secretArn(),
    generation: text(),
    consulVersion: text(),
    serverCount: [known("because it is written into scripts", "Write it out, or leave it out."), wholeNumber(1)],
    ready: must<unknown>("must be a list of what to wait for", "Leave it out for nothing.", (list) =>
      Array.isArray(list),
    ),
  };
}

/** Consul's rule for the name of a datacenter, which it turns into lower case; a hyphen before it is an option to a shell. */
export function datacenterRule(datacenter: unknown, prop = "datacenter"): Rule {
  return {
    prop,
    rule: "must be letters, digits, hyphens and underscores, the first no hyphen",
    got: datacenter,
    fix: "Use the name that the servers were started with, such as 'dc1'.",
    holds: judge(datacenter as string | undefined, ...matching(/^[A-Za-z0-9_][A-Za-z0-9_-]*$/)),
  };
}

/** Addresses alone, or `exec=` and a command that prints them. */
function host(): Check {
  const [isCommand, isCommandForTerraform] = matching(/^exec=\s*\S/);
  const [isMore, isMoreForTerraform] = matching(/^$|:\/\/|^[^:]*:\d+$|\s|^exec=/);
  return must<string>(
    "must be addresses without scheme and port",
    "Give the host alone, such as 'consul.example.com', and the ports in http.port and grpc.port.",
    (hosts) => typeof hosts === "string" && (isCommand(hosts) || !isMore(hosts)),
    (hosts) => anyOf(isCommandForTerraform(hosts), negate(isMoreForTerraform(hosts))),
  );
}

/** The address of an HTTP API: a host, possibly with a scheme and a port. */
export function httpAddressRule(prop: string, address: unknown): Rule {
  return {
    prop,
    rule: "must be a host, with 'http://' or 'https://' before it and a port after it where they are not Consul's own",
    got: address,
    fix: "Give the whole address, such as 'https://consul.example.com:8501'.",
    // Consul's tools take an address without a scheme for one of plain HTTP.
    holds: judge(address as string | undefined, ...matching(/^(https?:\/\/)?[^/\s]+\/?$/)),
  };
}

/** Empty, the name in the certificate is that of the host. */
function serverName(): Check {
  const fix = "Give the name in the servers' certificate, such as 'server.dc1.consul', or leave it out.";
  return pattern(/^[a-zA-Z0-9_.-]*$/, "must be a DNS name", fix);
}
