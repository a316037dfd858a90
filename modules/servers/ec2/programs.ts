import { hereDocument, lines, quoteWord } from "../../aws";
import { SERVER_PORTS } from "../../consul";
import type { ServerTls } from "../common";
import { TLS_DIR } from "./server-config";

/** What the programs of the instance have in common: its facts, and how they talk to Consul. No secret is in it. */
export const COMMON_FILE = "/etc/sysconfig/consul-server";
const PROGRAMS = "/usr/local/sbin";

/** Prints a secret, which so is on no disk and on no command line. */
export const READ_SECRET = `${PROGRAMS}/consul-secret`;
export const MAKE_CERTIFICATE = `${PROGRAMS}/consul-certificate`;

/** A document is written for root alone to read; this has it run as well. */
export const PROGRAMS_ARE_OF_ROOT = `chmod 0700 ${PROGRAMS}/consul-*`;

/** The local HTTP API, and the options of `curl` and of `consul` for it. */
export function localApi(tls: boolean): {
  readonly address: string;
  readonly curl: string;
  readonly environment: string[];
} {
  if (!tls) return { address: `http://localhost:${SERVER_PORTS.http}`, curl: "", environment: [] };
  const address = `https://localhost:${SERVER_PORTS.https}`;
  const ca = `${TLS_DIR}/consul-agent-ca.pem`;
  return {
    address,
    curl: ` --cacert ${ca}`,
    environment: [`CONSUL_HTTP_ADDR=${address}`, `CONSUL_CACERT=${ca}`],
  };
}

/** Writes a program of the instance, which a timer starts, or a person. */
export function program(name: string, ...body: readonly (string | false)[]): string {
  return hereDocument(`${PROGRAMS}/${name}`, lines("#!/bin/sh", "set -eu", `. ${COMMON_FILE}`, ...body));
}

/** Variables of the boot that programs have, too. */
const FACTS = ["AWS_REGION", "INSTANCE", "IP", "NODE"];

/**
 * Writes what programs share. `read_token` gives `consul` its token, where there are any; `consul_get PATH` asks the API
 * with it. The programs run this file, so each fact of the instance is quoted.
 */
export function commonFile(tls: boolean, bootstrapTokenArn: string | undefined): string {
  const { address, curl, environment } = localApi(tls);
  const constants = environment.map((line) => `export ${line}`);
  return lines(
    hereDocument(
      COMMON_FILE,
      lines(
        ...constants,
        bootstrapTokenArn === undefined
          ? "read_token() { CONSUL_HTTP_TOKEN=; }"
          : `read_token() { CONSUL_HTTP_TOKEN=$(${READ_SECRET} ${quoteWord(bootstrapTokenArn)}); export CONSUL_HTTP_TOKEN; }`,
        "consul_get() {",
        `  printf 'X-Consul-Token: %s\\n' "\${CONSUL_HTTP_TOKEN:-}" | curl -sS${curl} --max-time 30 -H @- ${address}"$1"`,
        "}",
      ),
    ),
    `INSTANCE=$INSTANCE jq -nr '${JSON.stringify(FACTS)}[] | "export \\(.)=\\(env[.] | @sh)"' >> ${COMMON_FILE}`,
  );
}

export function secretProgram(): string {
  return program(
    "consul-secret",
    'exec aws secretsmanager get-secret-value --secret-id "$1" --query SecretString --output text',
  );
}

/**
 * Makes the certificate of this server. The key of the CA is in memory only, and only for as long as this runs.
 */
export function certificateProgram(tls: ServerTls, datacenter: string, dnsNames: readonly string[]): string {
  const files = ["consul-agent-ca.pem", `${datacenter}-server-consul-0.pem`, `${datacenter}-server-consul-0-key.pem`];
  const names = [...dnsNames, ...(tls.additionalDnsNames ?? [])];
  return program(
    "consul-certificate",
    "umask 077",
    "work=$(mktemp -d /run/consul-certificate.XXXXXX)",
    `trap 'rm -rf "$work"' EXIT`,
    'cd "$work"',
    `${READ_SECRET} ${quoteWord(tls.caCertSecretArn)} > consul-agent-ca.pem`,
    `${READ_SECRET} ${quoteWord(tls.caKeySecretArn)} > consul-agent-ca-key.pem`,
    `consul tls cert create -server -dc=${quoteWord(datacenter)} -node="$NODE" \\`,
    `  -additional-ipaddress="$IP"${names.map((name) => ` -additional-dnsname=${quoteWord(name)}`).join("")}`,
    `mkdir -p ${TLS_DIR}`,
    `set -- ${files.map(quoteWord).join(" ")}`,
    `chown root:consul -- "$@" ${TLS_DIR}`,
    'chmod 0640 -- "$@"',
    `chmod 0750 ${TLS_DIR}`,
    `mv -f -- "$@" ${TLS_DIR}/`,
  );
}
