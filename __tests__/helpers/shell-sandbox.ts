import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface ShellResult {
  readonly exitCode: number | null;
  readonly stderr: string;
}

/** Command lines without the command itself. */
type Calls = readonly (readonly string[])[];

/** How the commands that are played behave. */
export interface Scene {
  /** Answers of `curl` by the end of the URL; what is not here is refused, as `curl -f` does it. */
  readonly documents: Readonly<Record<string, unknown>>;
  /** How often `consul login` fails before it works. */
  readonly loginFailures?: number;
  /** How often a server does not know the token before it does. */
  readonly unknownTokenAnswers?: number;
  /** What `consul login` gets. */
  readonly token?: string;
}

/**
 * A temporary folder in which a container's script runs as ECS would run it, with the real `sh` and `jq`. `consul` and
 * `curl` are played; `sleep` takes no time. Each records how it was called.
 */
export class ShellSandbox {
  readonly root = mkdtempSync(join(tmpdir(), "shell-sandbox-"));

  constructor(scene: Scene) {
    requireJq();
    for (const folder of ["consul", "bin/consul-inject", "calls", "documents", "seen"]) {
      mkdirSync(join(this.root, folder), { recursive: true });
    }
    for (const [name, script] of Object.entries(COMMANDS)) this.addCommand(name, script);
    for (const [url, document] of Object.entries(scene.documents)) {
      writeFileSync(join(this.root, "documents", documentName(url)), JSON.stringify(document));
    }
    writeFileSync(join(this.root, "login-failures"), `${scene.loginFailures ?? 0}`);
    writeFileSync(join(this.root, "unknown-token-answers"), `${scene.unknownTokenAnswers ?? 0}`);
    writeFileSync(join(this.root, "token"), scene.token ?? "");
  }

  /** Runs the command of a container whose entry point is `/bin/sh -ec`. */
  run(script: string, environment: Readonly<Record<string, string>>): ShellResult {
    const { status, stderr, error } = spawnSync("/bin/sh", ["-ec", this.inside(script)], {
      env: { PATH: `${join(this.root, "bin")}:${process.env.PATH}`, SANDBOX: this.root, ...environment },
      encoding: "utf8",
      timeout: 60_000,
    });
    if (error) throw error;
    return { exitCode: status, stderr };
  }

  /** The calls of a command, in their order. */
  calls(command: keyof typeof COMMANDS): Calls {
    const file = join(this.root, "calls", command);
    if (!existsSync(file)) return [];
    const calls = readFileSync(file, "utf8").split("\0\n");
    return calls.slice(0, -1).map((call) => this.outside(call).split("\0"));
  }

  /** All that was on a command line. */
  get commandLines(): string {
    return readdirSync(join(this.root, "calls"))
      .map((name) => readFileSync(join(this.root, "calls", name), "utf8"))
      .join("\n");
  }

  /** A file of the container, with the paths of the container in it. */
  read(path: string): string {
    return this.outside(readFileSync(this.host(path), "utf8"));
  }

  json(path: string): unknown {
    return JSON.parse(this.read(path));
  }

  /** The permissions of a file: "600". */
  mode(path: string): string {
    return (statSync(this.host(path)).mode & 0o777).toString(8);
  }

  /** The files in a folder, sorted. */
  list(path: string): string[] {
    return readdirSync(this.host(path)).sort();
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  private host(path: string): string {
    return join(this.root, path);
  }

  /** Points the container's own folders into the sandbox; `/consul` in a URL or a name is none. */
  private inside(script: string): string {
    return script.replace(/(?<=^|[\s"'=>])\/(consul|bin)(?=[/\s"']|$)/gm, `${this.root}/$1`);
  }

  private outside(text: string): string {
    return text.replaceAll(this.root, "");
  }

  private addCommand(name: string, script: string): void {
    const file = join(this.root, "bin", name);
    // One printf is one write: the commands of a pipeline do not mix their records.
    const record = `printf '%s\\0' "$@" > "$SANDBOX/calls/.$$"; printf '\\n' >> "$SANDBOX/calls/.$$"
cat "$SANDBOX/calls/.$$" >> "$SANDBOX/calls/${name}"; rm "$SANDBOX/calls/.$$"`;
    writeFileSync(file, ["#!/bin/sh -e", record, script].join("\n"));
    chmodSync(file, 0o755);
  }
}

/** Fails `$1` times: counts down in the file. */
const FAIL_FIRST = `fail_first() {
  left=$(cat "$SANDBOX/$1")
  if [ "$left" -gt 0 ]; then echo $((left - 1)) > "$SANDBOX/$1"; return 0; fi
  return 1
}`;

const COMMANDS = {
  jq: `exec ${findJq() ?? "jq"} "$@"`,
  sleep: "",
  curl: `${FAIL_FIRST}
while [ $# -gt 0 ]; do
  case $1 in
    -H) [ "$2" = @- ] && cat > "$SANDBOX/seen/header"; shift 2 ;;
    --cacert) [ -s "$2" ] || exit 77; shift 2 ;;
    -o | --max-time) shift 2 ;;
    -*) shift ;;
    *) url=$1; shift ;;
  esac
done
case $url in
  */v1/acl/token/self*) if fail_first unknown-token-answers; then exit 22; fi; exit 0 ;;
esac
document="$SANDBOX/documents/$(printf '%s' "$url" | sed -e 's|^[a-z]*://[^/]*||' -e 's|/|_|g')"
[ -f "$document" ] || exit 22
cat "$document"`,
  consul: `${FAIL_FIRST}
case "$1 $2" in
  "login "*)
    if fail_first login-failures; then exit 1; fi
    while [ $# -gt 0 ]; do
      case $1 in -token-sink-file) sink=$2 ;; -ca-file) [ -s "$2" ] ;; esac
      shift
    done
    (umask 077; cat "$SANDBOX/token" > "$sink") ;;
  "tls cert")
    cp -p *.pem "$SANDBOX/seen/"
    for argument in "$@"; do case $argument in -dc=*) datacenter=\${argument#-dc=} ;; esac; done
    number=0
    while [ -e "$datacenter-server-consul-$number.pem" ]; do number=$((number + 1)); done
    echo certificate > "$datacenter-server-consul-$number.pem"
    (umask 077; echo key > "$datacenter-server-consul-$number-key.pem") ;;
esac`,
} as const;

function documentName(url: string): string {
  return url.replaceAll("/", "_");
}

function findJq(): string | undefined {
  try {
    return execFileSync("/bin/sh", ["-c", "command -v jq"], { encoding: "utf8" }).trim();
  } catch {
    return undefined;
  }
}

function requireJq(): void {
  if (findJq() === undefined)
    throw new Error("This test needs jq, which the scripts in the containers use: install it.");
}
