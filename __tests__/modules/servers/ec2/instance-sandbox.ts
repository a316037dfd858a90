import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How the world around an instance behaves. */
export interface Scene {
  /** The tags that the group gave to the instance: its server, and how many there are to be. @default ["consul-1", 3] */
  readonly tags?: readonly [node: string, servers: number];
  /** How often the tags cannot be read, and the volume is held by another instance, before it is not. */
  readonly tagFailures?: number;
  readonly waitsForVolume?: number;
  /** How many instances the cluster has. @default all */
  readonly instances?: number;
  /** What `autoscaling describe-auto-scaling-groups` answers. */
  readonly groups?: readonly object[];
  /** Commands that always fail: the beginning of their line. */
  readonly broken?: readonly string[];
  /** Exit code of `blkid -p`: 0 something is there, 2 nothing, others are failures. */
  readonly blkid?: number;
  /** How often packages cannot be had, and secrets not be read, before they can. */
  readonly dnfFailures?: number;
  readonly secretFailures?: number;
  /** ARN of a secret -> its value. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Answers of autopilot, one after the other; the last one stays. */
  readonly health: readonly object[];
  /** Whether the servers know the agent token already. */
  readonly agentTokenExists?: boolean;
  /** Address of the leader: "10.0.1.17:8300". @default none */
  readonly leader?: string;
  /** What Consul's checks are, in the end: `/v1/health/state/any`. @default there are none */
  readonly checks?: readonly object[];
  /** How many times as long as it is told a sleep takes. @default 1 */
  readonly haste?: number;
  /** How often Consul does not answer before it does. */
  readonly deafAnswers?: number;
}

const START = 1_700_000_000;

/** A temporary folder in which user data runs with the real `sh` and `jq`; everything else of the instance is played. */
export class InstanceSandbox {
  readonly root = mkdtempSync(join(tmpdir(), "instance-sandbox-"));

  constructor(scene: Scene) {
    for (const folder of [
      ...["bin", "calls", "secrets", "health", "usr/bin", "usr/local/sbin", "opt", "var/tmp", "run"],
      ...["etc/systemd/system", "etc/consul.d", "etc/yum.repos.d", "dev/disk/by-id"],
    ]) {
      mkdirSync(join(this.root, folder), { recursive: true });
    }
    writeFileSync(join(this.root, "etc/consul.d/consul.hcl"), "# what the package brings\n");
    for (const [arn, value] of Object.entries(scene.secrets)) {
      writeFileSync(join(this.root, "secrets", fileName(arn)), value);
    }
    scene.health.forEach((answer, index) => {
      writeFileSync(join(this.root, "health", `${index}`), JSON.stringify(answer));
    });
    this.note("health-last", scene.health.length - 1);
    this.note("health-next", 0);
    const [node, servers] = scene.tags ?? ["consul-1", 3];
    this.note("tags", `${node}\t${servers}`);
    this.note("tag-failures", scene.tagFailures ?? 0);
    this.note("volume-failures", scene.waitsForVolume ?? 0);
    this.note("instances", scene.instances ?? servers);
    this.note("groups", JSON.stringify({ AutoScalingGroups: scene.groups ?? [] }));
    this.note("broken", (scene.broken ?? []).join("\n"));
    this.note("deaf-answers", scene.deafAnswers ?? 0);
    this.note("clock", START);
    this.note("haste", scene.haste ?? 1);
    this.note("dnf-failures", scene.dnfFailures ?? 0);
    this.note("secret-failures", scene.secretFailures ?? 0);
    this.note("blkid", scene.blkid ?? 2);
    this.note("agent-token", scene.agentTokenExists ? "yes" : "no");
    this.note("leader", scene.leader ?? "");
    this.note("checks", JSON.stringify(scene.checks ?? []));
    for (const [name, script] of Object.entries(COMMANDS)) this.addCommand(name, script);
  }

  /** Runs a script, as cloud-init does it. */
  run(script: string, environment: Readonly<Record<string, string>> = {}): { exitCode: number | null; stderr: string } {
    const { status, stderr, error } = spawnSync("/bin/sh", ["-c", this.inside(script)], {
      env: {
        PATH: `${join(this.root, "bin")}:${process.env.PATH}`,
        SANDBOX: this.root,
        HOME: this.root,
        ...environment,
      },
      encoding: "utf8",
      timeout: 60_000,
    });
    if (error) throw error;
    return { exitCode: status, stderr };
  }

  /** Seconds that were slept. */
  get elapsed(): number {
    return Number(this.read("clock")) - START;
  }

  /** The calls of a command, each as one line, in their order. */
  calls(command: string): string[] {
    const file = join(this.root, "calls", command);
    return existsSync(file) ? this.outside(readFileSync(file, "utf8")).split("\n").slice(0, -1) : [];
  }

  /** The calls of all commands in their order: "<command> <arguments>". */
  get history(): string[] {
    return this.calls("all");
  }

  read(path: string): string {
    return this.outside(readFileSync(join(this.root, path), "utf8"));
  }

  exists(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  mode(path: string): string {
    return (statSync(join(this.root, path)).mode & 0o777).toString(8);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  private note(name: string, value: string | number): void {
    writeFileSync(join(this.root, name), `${value}\n`);
  }

  /** Points the folders of the instance into the sandbox, but not a path inside another one or in a URL. */
  private inside(script: string): string {
    return script.replace(/(?<=^|[\s"'=>:@(])\/(etc|opt|usr|run|var|dev(?!\/null))(?=[/\s"']|$)/gm, `${this.root}/$1`);
  }

  private outside(text: string): string {
    return text.replaceAll(this.root, "");
  }

  private addCommand(name: string, script: string): void {
    const file = join(this.root, "bin", name);
    const record = `line=$(printf '%s ' "$@" | tr '\\n' ' ')
printf '%s\\n' "\${line% }" >> "$SANDBOX/calls/${name}"
printf '%s\\n' "${name} \${line% }" >> "$SANDBOX/calls/all"
while read -r broken; do
  case "${name} $line" in "\${broken:-none}"*) echo "$broken is broken" >&2; exit 1 ;; esac
done < "$SANDBOX/broken"`;
    writeFileSync(file, ["#!/bin/sh -e", FAIL_FIRST, record, script].join("\n"));
    chmodSync(file, 0o755);
  }
}

function fileName(arn: string): string {
  return arn.replaceAll("/", "_");
}

/** Fails as often as the file says. */
const FAIL_FIRST = `fail_first() {
  left=$(cat "$SANDBOX/$1")
  if [ "$left" -gt 0 ]; then echo $((left - 1)) > "$SANDBOX/$1"; return 0; fi
  return 1
}`;

const COMMANDS: Readonly<Record<string, string>> = {
  // Time passes only while somebody sleeps.
  sleep: 'echo $(($(cat "$SANDBOX/clock") + $1 * $(cat "$SANDBOX/haste"))) > "$SANDBOX/clock"',
  date: 'case $1 in +%s) cat "$SANDBOX/clock" ;; *) PATH=${PATH#*:} exec date "$@" ;; esac',
  timeout: 'shift; exec "$@"',
  getent: "exit 2",
  groupadd: "",
  chown: "",
  mount: "",
  xfs_growfs: "",
  systemctl: "",
  useradd: "",
  unzip: "",
  sha256sum: "cat > /dev/null",
  "amazon-cloudwatch-agent-ctl": "",
  "mkfs.xfs": "",
  blkid: 'exit "$(cat "$SANDBOX/blkid")"',
  dnf: `if fail_first dnf-failures; then exit 1; fi
touch "$SANDBOX/usr/bin/consul"`,
  aws: `option() { wanted=$1; shift; while [ $# -gt 0 ]; do if [ "$1" = "$wanted" ]; then echo "$2"; fi; shift; done; }
case "$1 $2" in
  "ec2 describe-instances")
    case "$*" in
      *--instance-ids*) if fail_first tag-failures; then echo 'None	None'; else cat "$SANDBOX/tags"; fi ;;
      *) cat "$SANDBOX/instances" ;;
    esac ;;
  "ec2 describe-volumes") echo vol-0a ;;
  "ec2 attach-volume")
    if fail_first volume-failures; then echo VolumeInUse >&2; exit 254; fi
    touch "$SANDBOX/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_$(option --volume-id "$@" | tr -d -)" ;;
  "autoscaling describe-auto-scaling-groups")
    case "$*" in
      *DesiredCapacity*) jq '.AutoScalingGroups[0].DesiredCapacity' "$SANDBOX/groups" | sed 's/null/None/' ;;
      *) cat "$SANDBOX/groups" ;;
    esac ;;
  "s3 cp") case $4 in s3:*) echo state > "$5" ;; esac ;;
  "secretsmanager get-secret-value")
    if fail_first secret-failures; then echo AccessDenied >&2; exit 254; fi
    cat "$SANDBOX/secrets/$(option --secret-id "$@" | sed 's|/|_|g')"; echo ;;
esac`,
  curl: `method=GET
while [ $# -gt 0 ]; do
  case $1 in
    -X) method=$2; shift 2 ;;
    -H) case $2 in @*) header=$(cat "\${2#@}") ;; esac; shift 2 ;;
    --cacert) [ -s "$2" ] || exit 77; shift 2 ;;
    --max-time) shift 2 ;;
    -o) output=$2; shift 2 ;;
    --data) body=$(cat); shift 2 ;;
    -*) shift ;;
    *) url=$1; shift ;;
  esac
done
printf '%s %s %s\\n' "$method" "$url" "\${header:-}" >> "$SANDBOX/calls/requests"
case $url in
  */latest/api/token) echo imds-key ;;
  */meta-data/instance-id) echo i-0new ;;
  */meta-data/placement/availability-zone) echo eu-central-1b ;;
  */meta-data/local-ipv4) echo 10.0.1.17 ;;
  */v1/status/leader) if fail_first deaf-answers; then exit 7; fi; printf '"%s"' "$(cat "$SANDBOX/leader")" ;;
  */v1/health/state/any) cat "$SANDBOX/checks" ;;
  */v1/operator/autopilot/health)
    next=$(cat "$SANDBOX/health-next")
    cat "$SANDBOX/health/$next"
    if [ "$next" -lt "$(cat "$SANDBOX/health-last")" ]; then echo $((next + 1)) > "$SANDBOX/health-next"; fi ;;
  */v1/acl/token/self)
    [ "$(cat "$SANDBOX/agent-token")" = yes ] || exit 22
    echo '{"AccessorID": "the-accessor"}' ;;
  */v1/acl/token*) printf '%s' "$body" > "$SANDBOX/agent-token.json" ;;
  *) touch "\${output:-/dev/null}" ;;
esac`,
  consul: `case "$1 $2" in
  "tls cert")
    ls > "$SANDBOX/certificate-folder"
    cp consul-agent-ca-key.pem "$SANDBOX/seen-ca-key"
    for argument in "$@"; do case $argument in -dc=*) datacenter=\${argument#-dc=} ;; esac; done
    echo certificate > "$datacenter-server-consul-0.pem"
    echo key > "$datacenter-server-consul-0-key.pem" ;;
  "snapshot save") echo "\${CONSUL_HTTP_TOKEN:-}" > "$SANDBOX/seen-token"; echo state > "$3" ;;
  "snapshot restore") echo "\${CONSUL_HTTP_TOKEN:-}" > "$SANDBOX/seen-token"; cat "$3" > "$SANDBOX/restored"
    env > "$SANDBOX/seen-environment" ;;
  "leave ") echo "\${CONSUL_HTTP_TOKEN:-}" > "$SANDBOX/seen-token" ;;
esac`,
};
