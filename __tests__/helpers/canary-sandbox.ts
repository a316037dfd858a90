import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Script } from "./scripts";

export interface Ran {
  /** Whether a crafted value was run. */
  readonly sang: boolean;
  /** Whether it came to its end: without an error, or in a loop that has no end. */
  readonly ended: boolean;
  /** What was said of commands that are not there, of options that a program does not know, and of quotes without an end. */
  readonly broken: readonly string[];
  /** The settings of the files that a program reads line by line, without their values: "consul.service: User". */
  readonly settings: readonly string[];
}

/** The programs that scripts really run. What is neither here nor played is not found, and the test says so. */
const REAL = [
  ...["sh", "awk", "base64", "cat", "chmod", "cp", "cut", "date", "env", "grep", "gunzip", "gzip", "head", "jq", "ls"],
  ...["mkdir", "mktemp", "mv", "od", "rm", "sed", "sort", "stat", "tail", "tee", "touch", "tr", "uniq", "wc"],
];

const BROKEN = /not found|invalid option|unrecognized option|illegal option|syntax error|unterminated|delimited by/i;

/** Files whose lines are settings. */
const LINE_BY_LINE = ["etc/systemd/system", "etc/ecs", "tmp/config-entries"];

/**
 * Runs scripts in a folder in which the rest of the world is played, and looks whether a value was run: each crafted value
 * would touch the file that `$CANARY` names.
 */
export class CanarySandbox {
  private readonly home = mkdtempSync(join(tmpdir(), "canary-"));
  private readonly root = join(this.home, "root");
  private readonly known = new Map<string, Ran>();
  private readonly canary = join(this.home, "canary");

  constructor() {
    const bin = join(this.home, "bin");
    mkdirSync(bin);
    for (const name of REAL)
      symlinkSync(execFileSync("/bin/sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim(), join(bin, name));
    for (const [name, script] of Object.entries(PLAYED)) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, name), 0o755);
    }
  }

  /** Runs a script, and then each program that it has written. One that it has run already it does not run again. */
  run({ text, environment }: Script): Ran {
    const key = JSON.stringify([text, environment]);
    const ran = this.known.get(key) ?? this.runNow(text, environment);
    this.known.set(key, ran);
    return ran;
  }

  private runNow(text: string, environment: Script["environment"]): Ran {
    for (const folder of ["work", ...FOLDERS]) mkdirSync(join(this.root, folder), { recursive: true });
    try {
      const first = this.sh(this.inside(text), environment);
      const others = this.programs().map((file) => this.sh(`. ${file}`, {}));
      return {
        sang: existsSync(this.canary),
        ended: first.status === 0 || first.signal === "SIGTERM",
        broken: [first, ...others].flatMap(({ stderr }) => stderr.split("\n").filter((line) => BROKEN.test(line))),
        settings: this.settings(),
      };
    } finally {
      rmSync(this.root, { recursive: true, force: true });
      rmSync(this.canary, { force: true });
    }
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }

  private sh(text: string, environment: Script["environment"]) {
    return spawnSync("/bin/sh", ["-c", text], {
      cwd: join(this.root, "work"),
      env: {
        ...environment,
        PATH: join(this.home, "bin"),
        CANARY: this.canary,
        ROOT: this.root,
        TMPDIR: join(this.root, "tmp"),
        ECS_CONTAINER_METADATA_URI_V4: "http://metadata",
      },
      encoding: "utf8",
      timeout: 20_000,
    });
  }

  private programs(): string[] {
    return PROGRAMS.flatMap((folder) =>
      readdirSync(join(this.root, folder)).map((name) => join(this.root, folder, name)),
    ).filter((file) => readFileSync(file, "utf8").startsWith("#!"));
  }

  private settings(): string[] {
    return LINE_BY_LINE.flatMap((folder) => {
      const files = existsSync(join(this.root, folder))
        ? readdirSync(join(this.root, folder), { withFileTypes: true })
        : [];
      return files
        .filter((file) => file.isFile() && /\.(service|timer|config)$|^curl-?(base|ecs)?$/.test(file.name))
        .flatMap(({ name }) =>
          readFileSync(join(this.root, folder, name), "utf8")
            .split("\n")
            .map((line) => `${name}: ${line.split("=")[0]?.trim()}`),
        );
    }).sort();
  }

  /** Points the folders of the system into the sandbox, but not a path inside another one or in a URL. */
  private inside(text: string): string {
    return text.replace(
      /(?<=^|[\s"'=>:@(])\/(etc|opt|usr|run|var|consul|tmp|bin\/consul|dev\/disk)(?=[-/\s"']|$)/gm,
      `${this.root}/$1`,
    );
  }
}

const PROGRAMS = ["usr/local/sbin", "consul/snapshots"];
const FOLDERS = [
  ...["etc/systemd/system", "etc/ecs", "etc/consul.d", "etc/yum.repos.d", "usr/bin", "run", "var/tmp", "opt", "tmp"],
  ...["bin/consul-inject", "dev/disk/by-id", ...PROGRAMS],
];

/** A program that succeeds, and says nothing. */
const QUIET = "";

const PLAYED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(["chown", "getent", "groupadd", "mkfs.xfs", "mount", "systemctl"].map((name) => [name, QUIET])),
  // The one package whose program is outside of the path.
  dnf: `bin="$ROOT/opt/aws/amazon-cloudwatch-agent/bin"
mkdir -p "$bin" && touch "$bin/amazon-cloudwatch-agent-ctl" && chmod 755 "$bin/amazon-cloudwatch-agent-ctl"`,
  unzip: 'touch "$ROOT/usr/bin/consul"',
  useradd: QUIET,
  xfs_growfs: QUIET,
  blkid: "exit 2",
  sha256sum: "cat > /dev/null",
  timeout: 'shift; exec "$@"',
  // Whoever waits in a loop has done all that he does.
  sleep: 'echo >> "$ROOT/sleeps"; if [ "$(wc -l < "$ROOT/sleeps")" -gt 4 ]; then kill "$PPID"; fi',
  aws: `case "$*" in
  *describe-instances*--instance-ids*) printf 'consul-1\\t3\\n' ;;
  *describe-instances*) echo 3 ;;
  *describe-volumes*) echo vol-0a ;;
  *attach-volume*) touch "$ROOT/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol0a" ;;
  *describe-auto-scaling-groups*DesiredCapacity*) echo 0 ;;
  *describe-auto-scaling-groups*) echo '{"AutoScalingGroups": [{"AutoScalingGroupName": "consul-1",
    "LaunchTemplate": {"Version": "2"}, "Instances": [{"LifecycleState": "InService", "LaunchTemplate": {"Version": "1"}}]}]}' ;;
  *get-secret-value*) printf '%s\\n' "'; touch \\"\\$CANARY\\"; '" '$(touch "$CANARY")' ;;
  *list-tasks*) echo arn:aws:ecs:eu-central-1:111122223333:task/mesh/0a1b ;;
esac`,
  consul: `for argument in "$@"; do
  case $argument in -dc=*) datacenter=\${argument#-dc=} ;; esac
  if [ "\${before-}" = -token-sink-file ]; then echo token > "$argument"; fi
  before=$argument
done
case "$1 $2" in
  "tls cert") for end in 0 0-key; do echo pem > "./$datacenter-server-consul-$end.pem" || exit 0; done ;;
  "snapshot save") echo state > "$3" ;;
esac`,
  curl: `while [ $# -gt 0 ]; do
  case $1 in
    -w) code=200; shift 2 ;;
    -o) output=$2; shift 2 ;;
    --url) url=$2; shift 2 ;;
    -H) if [ "$2" = @- ]; then cat > /dev/null; fi; shift 2 ;;
    -K | -X | --max-time | --cacert | --data | --data-binary) shift 2 ;;
    -*) shift ;;
    *) url=$1; shift ;;
  esac
done
answer() {
  case $url in
    http://metadata/task) echo '{"TaskARN": "arn:aws:ecs:eu-central-1:111122223333:task/mesh/0a1b"}' ;;
    http://metadata) echo '{"Networks": [{"IPv4Addresses": ["10.0.1.17"]}]}' ;;
    */api/token | */instance-id) echo i-0new ;;
    */local-ipv4) echo 10.0.1.17 ;;
    */status/leader) printf '"10.0.1.17:8300"' ;;
    */operator/autopilot/health) echo '{"Healthy": true, "Servers": [{"Name": "consul-1", "Healthy": true, "Voter": true}]}' ;;
    */operator/raft/configuration) echo '{"Servers": [{"Address": "10.0.1.17:8300", "Voter": true}]}' ;;
    */connect/ca/roots) echo '{"TrustDomain": "a.consul"}' ;;
    *credentials* | *169.254.170.2*) echo '{"AccessKeyId": "a", "SecretAccessKey": "b", "Token": "c"}' ;;
    *) echo '{"left": ["web"], "of": 1, "current": null, "AccessorID": "a"}' ;;
  esac
}
answer > "\${output:-/dev/stdout}"
printf '%s' "\${code:-}"`,
};
