import { Token, Tokenization } from "cdktf";
import { hereDocument, lines, nestedJson, quoteWord, writeJson, type Rule } from "../../aws";
import { identity, install } from "./boot-script";
import { agentToken, consulApi, waitForVote, waitUntilAlive } from "./health-script";
import {
  certificateProgram,
  commonFile,
  MAKE_CERTIFICATE,
  PROGRAMS_ARE_OF_ROOT,
  READ_SECRET,
  secretProgram,
} from "./programs";
import type { ConsulSource } from "./props";
import { leaveProgram, replaceProgram } from "./replacement-programs";
import { clusterConfig, CONFIG_DIR, instanceConfig, LOG_DIR, type ClusterSettings } from "./server-config";
import { restoreProgram, snapshotProgram } from "./snapshot-programs";
import { consulUnit, startTimer, timer, timerFunction } from "./units";
import { mountVolume, takeVolume } from "./volume-script";

/** AWS's limit, in bytes before the encoding. */
export const USER_DATA_LIMIT = 16 * 1024;

export interface UserDataSettings extends ClusterSettings {
  readonly region: string;
  readonly consul: Pick<ConsulSource, "artifact">;
  /** Names under which the servers are reached, for their certificates. */
  readonly dnsNames: readonly string[];
  readonly gossipKeyArn: string;
  readonly bootstrapTokenArn?: string;
  readonly agentTokenArn?: string;
  readonly snapshots?: { readonly bucket: string; readonly schedule: string };
  readonly logs?: { readonly logGroup: string };
}

/** The script that makes an instance a Consul server, for `sh`. It is the same for all, and holds no secret. */
export function userData(settings: UserDataSettings): string {
  return lines(
    "#!/bin/sh",
    "# Makes this instance a Consul server. Its output is in /var/log/cloud-init-output.log.",
    "set -eu",
    identity(settings.region),
    "",
    install(settings.version, settings.consul),
    "",
    // The data volume outlives the instance: it is the server after which it is named.
    takeVolume(settings.name),
    mountVolume(),
    "",
    configuration(settings),
    programs(settings),
    "",
    "systemctl daemon-reload",
    "systemctl enable --now consul",
    "",
    consulApi(settings),
    settings.acls && agentToken(settings),
    waitUntilAlive(),
    waitForVote(settings),
    "",
    // The server is one: from here on nothing that fails is told to the group.
    "set +e",
    extras(settings),
    settings.acls && "until put_agent_token; do sleep 5; done",
  );
}

function configuration(settings: UserDataSettings): string {
  const { tls, datacenter, dnsNames, acls } = settings;
  const config = `${CONFIG_DIR}/server.json`;
  return lines(
    `mkdir -p ${CONFIG_DIR} /etc/sysconfig`,
    settings.logFile && `mkdir -p ${LOG_DIR}`,
    settings.logFile && `chown consul:consul ${LOG_DIR}`,
    `rm -f ${CONFIG_DIR}/consul.hcl`,
    commonFile(tls !== undefined, settings.bootstrapTokenArn),
    secretProgram(),
    tls && certificateProgram(tls, datacenter, dnsNames),
    PROGRAMS_ARE_OF_ROOT,
    ...secret("GOSSIP_KEY", settings.gossipKeyArn),
    ...(acls ? secret("BOOTSTRAP_TOKEN", settings.bootstrapTokenArn) : []),
    ...(acls ? secret("AGENT_TOKEN", settings.agentTokenArn) : []),
    writeJson(config, nestedJson(clusterConfig(settings)), instanceConfig(settings)),
    `chown consul:consul ${config}`,
    `chmod 0640 ${config}`,
    tls && `retry 30 ${MAKE_CERTIFICATE}`,
  );
}

/** The role of an instance may be a few seconds younger than the instance. */
function secret(variable: string, arn = ""): string[] {
  return [`${variable}=$(retry 30 ${READ_SECRET} ${quoteWord(arn)})`, `export ${variable}`];
}

/** What systemd and people run later: only written here, so that it is there when the cluster is not. */
function programs({ name, tls, snapshots }: UserDataSettings): string {
  return lines(
    consulUnit(),
    leaveProgram(),
    replaceProgram(name),
    snapshots && snapshotProgram(snapshots.bucket),
    snapshots && restoreProgram(snapshots.bucket),
    PROGRAMS_ARE_OF_ROOT,
    timerFunction(),
    timer("consul-replace", "minutely", "Has this instance replaced when its template has changed"),
    tls &&
      timer(
        "consul-certificate",
        "monthly",
        "Renews the certificate of the Consul server",
        "ExecStartPost=/usr/bin/systemctl reload consul",
      ),
    snapshots && timer("consul-snapshot", snapshots.schedule, "Saves a snapshot of the Consul cluster"),
  );
}

/** What runs beside Consul. */
function extras({ tls, snapshots, logs }: UserDataSettings): string {
  return lines(
    startTimer("consul-replace"),
    tls && startTimer("consul-certificate"),
    snapshots && startTimer("consul-snapshot"),
    logs && shipLogs(logs.logGroup),
  );
}

function shipLogs(logGroup: string): string {
  const file = (path: string, stream: string) => ({
    file_path: path,
    log_group_name: logGroup,
    log_stream_name: `${stream}/{instance_id}`,
  });
  const config = {
    logs: {
      logs_collected: {
        files: {
          collect_list: [
            file(`${LOG_DIR}/*.log`, "consul-server"),
            file("/var/log/cloud-init-output.log", "consul-server-boot"),
          ],
        },
      },
    },
  };
  return lines(
    hereDocument("/etc/consul-logs.json", nestedJson(config)),
    "retry 30 dnf install -y amazon-cloudwatch-agent &&",
    "  /opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s \\",
    "    -c file:/etc/consul-logs.json || echo 'The logs are not shipped.' >&2",
  );
}

/** What a token comes to, about: an ARN, a DNS name, a hash. Terraform counts again. */
const TOKEN_LENGTH = 100;

/** AWS's limit, as far as it can be judged at synth; what is over it for certain is refused before anything is planned. */
export function sizeRule(script: string): Rule {
  const { tokens } = Tokenization.reverseString(script);
  const rendered = tokens.reduce<string>(
    (text, token) => text.replaceAll(Token.asString(token), "x".repeat(TOKEN_LENGTH)),
    script,
  );
  const size = Buffer.byteLength(rendered);
  return {
    prop: "extraConfig",
    rule: `must be smaller: with it the user data of the servers has about ${size} bytes, and AWS allows ${USER_DATA_LIMIT}`,
    fix: "Leave out what is Consul's default, or write the configuration into an image of your own (amiId).",
    holds: size <= USER_DATA_LIMIT,
  };
}

/** The length of the user data when it is encoded, for what only Terraform can tell. */
export const ENCODED_USER_DATA_LIMIT = Math.ceil(USER_DATA_LIMIT / 3) * 4;
