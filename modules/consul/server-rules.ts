import {
  anyOf,
  each,
  fields,
  judge,
  matching,
  must,
  negate,
  notEmpty,
  notPattern,
  portNumber,
  propRules,
  secretArn,
  type Check,
  type Rule,
} from "../aws";
import type { ConsulServers, ConsulServersTls } from "./consul-servers";

/** What must hold for Consul servers, whoever hosts them. */
export function consulServersRules(attributes: ConsulServers): Rule[] {
  const port = fields({ port: portNumber() });
  const addresses = "Give the addresses of the servers, or leave it out.";
  return [
    datacenterRule(attributes.datacenter),
    ...propRules(attributes, {
      hosts: host(),
      retryJoin: [
        notEmpty("must name at least one address", addresses),
        each(notPattern(/^\s*$/, "must not be empty", addresses)),
      ],
      httpAddress: (prop, address) => [httpAddressRule(prop, address)],
      http: port,
      grpc: port,
      tls: fields<ConsulServersTls>({
        caCertSecretArn: secretArn(),
        httpsCaCertSecretArn: secretArn(),
        grpcCaCertSecretArn: secretArn(),
      }),
      bootstrapTokenSecretArn: secretArn(),
      configEntriesTokenSecretArn: secretArn(),
      gossipKeySecretArn: secretArn(),
    }),
  ];
}

/** Consul's rule for the name of a datacenter, which it turns into lower case. */
export function datacenterRule(datacenter: string, prop = "datacenter"): Rule {
  return {
    prop,
    rule: "must be letters, digits, hyphens and underscores",
    got: datacenter,
    fix: "Use the name that the servers were started with, such as 'dc1'.",
    holds: judge(datacenter, ...matching(/^[A-Za-z0-9_-]+$/)),
  };
}

/** Addresses alone, or `exec=` and a command that prints them. */
function host(): Check {
  const [isCommand, isCommandForTerraform] = matching(/^exec=/);
  const [isMore, isMoreForTerraform] = matching(/^$|:\/\/|^[^:]*:\d+$|\s/);
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
