import { Token, Tokenization } from "cdktf";
import { hereDocument, lines, nestedJson, quoteWord, writeJson, type Rule } from "../../aws";
import type { ConsulSource } from "./props";
import {
  certificateProgram,
  consulUnit,
  ENVIRONMENT_FILE,
  localApi,
  MAKE_CERTIFICATE,
  READ_SECRET,
  SAVE_SNAPSHOT,
  secretProgram,
  snapshotProgram,
  timer,
} from "./programs";
import { clusterConfig, CONFIG_DIR, DATA_DIR, instanceConfig, LOG_DIR, type ClusterSettings } from "./server-config";
import { mountVolume, takeVolume } from "./volume-script";
import { agentToken, consulApi, waitUntilHealthy } from "./health-script";

/** AWS's limit, in bytes before the encoding. */
export const USER_DATA_LIMIT = 16 * 1024;

/** Lifecycle hook that holds a new instance back until its server is a healthy member of the cluster. */
export const BOOT_HOOK = "consul-is-healthy";

export interface UserDataSettings extends ClusterSettings {
  /** Name of the autoscaling group. */
  readonly groupName: string;
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

/** The script that makes an instance a Consul server, for `sh`. It holds no secret. */
export function userData(settings: UserDataSettings): string {
  return lines(
    "#!/bin/sh",
    "# Makes this instance a Consul server. Its output is in /var/log/cloud-init-output.log.",
    "set -eu",
    identity(settings),
    "",
    install(settings),
    "",
    "# The data volume outlives the instance: who holds it is the server after which it is named.",
    takeVolume(settings.name),
    mountVolume(),
    "",
    configuration(settings),
    "",
    "systemctl daemon-reload",
    "systemctl enable --now consul",
    "",
    consulApi(settings),
    settings.acls && agentToken(settings),
    extras(settings),
    "",
    "# The group goes on to the next server when this one is a voter and the loss of one more would be survived.",
    waitUntilHealthy(settings.serverCount, settings.acls),
  );
}

/** Who this instance is, and how its group gets to know whether it became a server. */
function identity({ groupName, region }: UserDataSettings): string {
  return lines(
    `AWS_REGION=${quoteWord(region)}`,
    "export AWS_REGION",
    "imds() {",
    `  key=$(curl -fsS -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)`,
    `  curl -fsS -H "X-aws-ec2-metadata-token: $key" "http://169.254.169.254/latest/meta-data/$1"`,
    "}",
    "INSTANCE=$(imds instance-id)",
    "ZONE=$(imds placement/availability-zone)",
    "IP=$(imds local-ipv4)",
    "export IP",
    "",
    "# In whatever way this ends, the group is told: it replaces an instance that did not become a server.",
    "finish() {",
    "  if [ $? -eq 0 ]; then result=CONTINUE; else result=ABANDON; fi",
    "  rm -f /run/consul-*.header",
    `  aws autoscaling complete-lifecycle-action --auto-scaling-group-name ${quoteWord(groupName)} \\`,
    `    --lifecycle-hook-name ${BOOT_HOOK} --instance-id "$INSTANCE" --lifecycle-action-result "$result" || true`,
    "}",
    "trap finish EXIT",
    "",
    "# retry TIMES COMMAND: every 10 seconds.",
    "retry() {",
    "  times=$1",
    "  shift",
    '  until "$@"; do',
    "    times=$((times - 1))",
    '    if [ "$times" -le 0 ]; then echo "Gave up: $*" >&2; return 1; fi',
    "    sleep 10",
    "  done",
    "}",
  );
}

function install({ consul, version, logs }: UserDataSettings): string {
  const tools = ["jq", "xfsprogs", ...(consul.artifact ? ["unzip"] : []), ...(logs ? ["amazon-cloudwatch-agent"] : [])];
  return consul.artifact
    ? lines(
        `retry 30 dnf install -y ${tools.join(" ")}`,
        `retry 30 curl -fsSL -o /var/tmp/consul.zip ${quoteWord(consul.artifact.url)}`,
        `echo '${consul.artifact.sha256}  /var/tmp/consul.zip' | sha256sum -c -`,
        "unzip -o /var/tmp/consul.zip consul -d /usr/bin",
        "chmod 0755 /usr/bin/consul",
        `useradd --system --home-dir ${DATA_DIR} --shell /bin/false consul`,
      )
    : lines(
        "retry 30 curl -fsSL -o /etc/yum.repos.d/hashicorp.repo \\",
        "  https://rpm.releases.hashicorp.com/AmazonLinux/hashicorp.repo",
        `retry 30 dnf install -y ${tools.join(" ")} ${quoteWord(`consul-${version}-1`)}`,
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
    `printf '%s\\n' "AWS_REGION=$AWS_REGION" "IP=$IP" "NODE=$NODE"${localApi(!!tls)
      .environment.map((line) => ` '${line}'`)
      .join("")} \\`,
    `  > ${ENVIRONMENT_FILE}`,
    secretProgram(),
    ...secret("GOSSIP_KEY", settings.gossipKeyArn),
    ...(acls ? secret("BOOTSTRAP_TOKEN", settings.bootstrapTokenArn) : []),
    ...(acls ? secret("AGENT_TOKEN", settings.agentTokenArn) : []),
    writeJson(config, nestedJson(clusterConfig(settings)), instanceConfig(settings)),
    `chown consul:consul ${config}`,
    `chmod 0640 ${config}`,
    tls && certificateProgram(tls, datacenter, dnsNames),
    tls && `retry 30 ${MAKE_CERTIFICATE}`,
    consulUnit(DATA_DIR, CONFIG_DIR),
  );
}

/** The role of an instance may be a few seconds younger than the instance. */
function secret(variable: string, arn = ""): string[] {
  return [`${variable}=$(retry 30 ${READ_SECRET} ${quoteWord(arn)})`, `export ${variable}`];
}

/** What runs beside Consul. */
function extras(settings: UserDataSettings): string | false {
  const { tls, snapshots, logs } = settings;
  const timers = [...(tls ? ["consul-certificate"] : []), ...(snapshots ? ["consul-snapshot"] : [])];
  const parts = [
    tls &&
      timer({
        name: "consul-certificate",
        description: "Renews the certificate of the Consul server",
        program: MAKE_CERTIFICATE,
        schedule: "monthly",
        then: "/usr/bin/systemctl reload consul",
      }),
    snapshots &&
      lines(
        snapshotProgram({
          bucket: snapshots.bucket,
          tls: tls !== undefined,
          bootstrapTokenSecretArn: settings.bootstrapTokenArn,
        }),
        timer({
          name: "consul-snapshot",
          description: "Saves a snapshot of the Consul cluster",
          program: SAVE_SNAPSHOT,
          schedule: snapshots.schedule,
        }),
      ),
    timers.length > 0 && `systemctl enable --now ${timers.map((name) => `${name}.timer`).join(" ")}`,
    logs && shipLogs(logs.logGroup),
  ];
  return parts.some(Boolean) && lines("", ...parts);
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
    "# A server without its log is better than none.",
    "/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s \\",
    "  -c file:/etc/consul-logs.json || echo 'The logs are not shipped.' >&2",
  );
}

/** What a token may turn into: an ARN, a DNS name. */
const LONGEST_TOKEN = 200;

/** AWS's limit, as far as it can be judged at synth; what is over it for certain is refused before anything is planned. */
export function sizeRule(script: string): Rule {
  const { tokens } = Tokenization.reverseString(script);
  const rendered = tokens.reduce<string>(
    (text, token) => text.replaceAll(Token.asString(token), "x".repeat(LONGEST_TOKEN)),
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
