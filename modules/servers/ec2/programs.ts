import { hereDocument, lines, quoteWord } from "../../aws";
import { SERVER_PORTS } from "../../consul";
import type { ServerTls } from "../common";
import { TLS_DIR } from "./server-config";

/** Facts of the instance that programs need which run later; no secrets. */
export const ENVIRONMENT_FILE = "/etc/sysconfig/consul-server";
const PROGRAMS = "/usr/local/sbin";
const UNITS = "/etc/systemd/system";

/** Prints a secret, which so is on no disk and on no command line. */
export const READ_SECRET = `${PROGRAMS}/consul-secret`;
export const MAKE_CERTIFICATE = `${PROGRAMS}/consul-certificate`;
export const SAVE_SNAPSHOT = `${PROGRAMS}/consul-snapshot`;

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

/** Writes a program of the instance. */
export function program(path: string, ...body: readonly (string | false)[]): string {
  return lines(hereDocument(path, lines("#!/bin/sh", "set -eu", ...body)), `chmod 0700 ${path}`);
}

export function secretProgram(): string {
  return program(
    READ_SECRET,
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
    MAKE_CERTIFICATE,
    "umask 077",
    "work=$(mktemp -d /run/consul-certificate.XXXXXX)",
    `trap 'rm -rf "$work"' EXIT`,
    'cd "$work"',
    `${READ_SECRET} ${quoteWord(tls.caCertSecretArn)} > consul-agent-ca.pem`,
    `${READ_SECRET} ${quoteWord(tls.caKeySecretArn)} > consul-agent-ca-key.pem`,
    `consul tls cert create -server -dc=${quoteWord(datacenter)} -node="$NODE" \\`,
    `  -additional-ipaddress="$IP"${names.map((name) => ` -additional-dnsname=${quoteWord(name)}`).join("")}`,
    `mkdir -p ${TLS_DIR}`,
    `chown root:consul ${files.map(quoteWord).join(" ")} ${TLS_DIR}`,
    `chmod 0640 ${files.map(quoteWord).join(" ")}`,
    `chmod 0750 ${TLS_DIR}`,
    `mv -f ${files.map(quoteWord).join(" ")} ${TLS_DIR}/`,
  );
}

/** Saves the state of the cluster. Every server is asked to, and only the leader does it. */
export function snapshotProgram(options: {
  readonly bucket: string;
  readonly tls: boolean;
  readonly bootstrapTokenSecretArn?: string;
}): string {
  const { address, curl } = localApi(options.tls);
  const token = options.bootstrapTokenSecretArn;
  return program(
    SAVE_SNAPSHOT,
    `leader=$(curl -fsS${curl} ${address}/v1/status/leader)`,
    `[ "$leader" = "\\"$IP:${SERVER_PORTS.rpc}\\"" ] || exit 0`,
    "work=$(mktemp -d /var/tmp/consul-snapshot.XXXXXX)",
    `trap 'rm -rf "$work"' EXIT`,
    token !== undefined && `CONSUL_HTTP_TOKEN=$(${READ_SECRET} ${quoteWord(token)})`,
    token !== undefined && "export CONSUL_HTTP_TOKEN",
    'consul snapshot save "$work/state.snap"',
    `aws s3 cp --only-show-errors "$work/state.snap" "s3://${options.bucket}/$(date -u +%Y-%m-%dT%H-%M-%SZ).snap"`,
  );
}

/** The unit of Consul. It is ours for both ways of installation, and never starts without the data volume. */
export function consulUnit(dataDirectory: string, configDirectory: string): string {
  return hereDocument(
    `${UNITS}/consul.service`,
    lines(
      "[Unit]",
      "Description=Consul server",
      "Wants=network-online.target",
      "After=network-online.target",
      `RequiresMountsFor=${dataDirectory}`,
      "[Service]",
      "User=consul",
      "Group=consul",
      `ExecStart=/usr/bin/consul agent -config-dir=${configDirectory}`,
      "ExecReload=/bin/kill -HUP $MAINPID",
      "KillMode=process",
      "KillSignal=SIGTERM",
      "Restart=always",
      "RestartSec=5",
      "LimitNOFILE=65536",
      "[Install]",
      "WantedBy=multi-user.target",
    ),
  );
}

/** Runs a program on a schedule. */
export function timer(options: {
  readonly name: string;
  readonly description: string;
  readonly program: string;
  readonly schedule: string;
  /** What follows when the program has succeeded. */
  readonly then?: string;
}): string {
  const { name, description } = options;
  return lines(
    hereDocument(
      `${UNITS}/${name}.service`,
      lines(
        "[Unit]",
        `Description=${description}`,
        "[Service]",
        "Type=oneshot",
        `EnvironmentFile=${ENVIRONMENT_FILE}`,
        `ExecStart=${options.program}`,
        options.then !== undefined && `ExecStartPost=${options.then}`,
      ),
    ),
    hereDocument(
      `${UNITS}/${name}.timer`,
      lines(
        "[Unit]",
        `Description=${description}`,
        "[Timer]",
        `OnCalendar=${options.schedule}`,
        "Persistent=true",
        "RandomizedDelaySec=60",
        "[Install]",
        "WantedBy=timers.target",
      ),
    ),
  );
}
