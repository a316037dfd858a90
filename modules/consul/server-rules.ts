import { Fn } from "cdktf";
import { judge, type Rule } from "../aws";
import type { ConsulServers } from "./consul-servers";

/** What must hold for Consul servers, whoever hosts them. */
export function consulServersRules(attributes: ConsulServers): Rule[] {
  return [
    datacenterRule(attributes.datacenter),
    ...addressRules(attributes),
    ...portRules(attributes),
    ...secretRules(attributes),
  ];
}

/** Consul's rule for the name of a datacenter, which it turns into lower case. */
export function datacenterRule(datacenter: string, prop = "datacenter"): Rule {
  return {
    prop,
    rule: "must be letters, digits, hyphens and underscores",
    got: datacenter,
    fix: "Use the name that the servers were started with, such as 'dc1'.",
    holds: judge(
      datacenter,
      (value) => /^[A-Za-z0-9_-]+$/.test(value),
      (value) => Fn.can(Fn.regex("^[A-Za-z0-9_-]+$", value)),
    ),
  };
}

function addressRules({ hosts, retryJoin, httpAddress }: ConsulServers): Rule[] {
  return [
    {
      prop: "hosts",
      rule: "must be addresses without scheme and port",
      got: hosts,
      fix: "Give the host alone, such as 'consul.example.com', and the ports in http.port and grpc.port.",
      holds: judge(
        hosts,
        (value) => value.startsWith("exec=") || (value !== "" && !/:\/\/|^[^:]*:\d+$|\s/.test(value)),
      ),
    },
    {
      prop: "retryJoin",
      rule: "must name at least one address, none of them empty",
      got: retryJoin,
      fix: "Give the addresses of the servers, or leave it out.",
      holds: judge(retryJoin, (value) => value.length > 0 && value.every((address) => address.trim() !== "")),
    },
    httpAddressRule("httpAddress", httpAddress),
  ];
}

/** Consul's tools take an address without a scheme for one of plain HTTP. */
const HTTP_ADDRESS = /^(https?:\/\/)?[^/\s]+\/?$/;
const HTTP_ADDRESS_HCL = "^(https?://)?[^/[:space:]]+/?$";

/** The address of an HTTP API: a host, possibly with a scheme and a port. */
export function httpAddressRule(prop: string, address: string | undefined): Rule {
  return {
    prop,
    rule: "must be a host, with 'http://' or 'https://' before it and a port after it where they are not Consul's own",
    got: address,
    fix: "Give the whole address, such as 'https://consul.example.com:8501'.",
    holds: judge(
      address,
      (value) => HTTP_ADDRESS.test(value),
      (value) => Fn.can(Fn.regex(HTTP_ADDRESS_HCL, value)),
    ),
  };
}

function portRules({ http, grpc }: ConsulServers): Rule[] {
  return [portRule("http.port", http?.port), portRule("grpc.port", grpc?.port)];
}

/** A TCP port. */
export function portRule(prop: string, port: number | undefined): Rule {
  return {
    prop,
    rule: "must be a whole number from 1 to 65535",
    got: port,
    fix: "Choose another port.",
    holds: judge(port, (value) => Number.isInteger(value) && value >= 1 && value <= 65535),
  };
}

function secretRules(servers: ConsulServers): Rule[] {
  const { tls, bootstrapTokenSecretArn, configEntriesTokenSecretArn, gossipKeySecretArn } = servers;
  return [
    secretArnRule("tls.caCertSecretArn", tls?.caCertSecretArn),
    secretArnRule("tls.httpsCaCertSecretArn", tls?.httpsCaCertSecretArn),
    secretArnRule("tls.grpcCaCertSecretArn", tls?.grpcCaCertSecretArn),
    secretArnRule("bootstrapTokenSecretArn", bootstrapTokenSecretArn),
    secretArnRule("configEntriesTokenSecretArn", configEntriesTokenSecretArn),
    secretArnRule("gossipKeySecretArn", gossipKeySecretArn),
  ];
}

/** Where a secret's ARN belongs. The message never shows what was given: it may be the secret itself. */
export function secretArnRule(prop: string, arn: string | undefined): Rule {
  return {
    prop,
    rule: "must be the ARN of a secret in Secrets Manager or of an SSM parameter, never the value",
    fix: "Store the value there and give 'arn:aws:secretsmanager:...'.",
    holds: judge(arn, (value) => /^arn:[a-z-]+:(secretsmanager|ssm):[a-z0-9-]*:\d*:.+$/.test(value)),
  };
}
