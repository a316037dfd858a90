import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { ConfigEntry } from "../../../modules/consul/config-entries";
import { deliveryContainer } from "../../../modules/mesh/entries/container";
import { rollSteps, type ConfigEntriesDeliveryProps, type DeliveryDocument } from "../../../modules/mesh/entries";
import type { FakeConsul } from "./fake-consul";

export const TOKEN = "0b3b7a1e-secret-\"$HOME`id`'-token";
export const ROLL_COMMAND = "aws ecs update-service --force-new-deployment";

type Given = Partial<ConfigEntriesDeliveryProps> & {
  readonly environment?: Readonly<Record<string, string>>;
  /** Characters of a variable with entries. */
  readonly cut?: number;
};

/** The container's program, as ECS would run it, with the real `sh`, `curl` and `jq`. A second takes a twentieth of one. */
export class DeliveryProcess {
  readonly folder = mkdtempSync(join(tmpdir(), "delivery-"));
  output = "";
  exitCode: number | null | undefined;
  private readonly child: ChildProcess;

  constructor(consul: FakeConsul, owner: string, entries: readonly ConfigEntry[], given: Given = {}) {
    this.addCommand("sleep", "exec /bin/sleep 0.05");
    this.addCommand("date", 'echo $(($(/bin/date +%s) + $(cat "$CLOCK" 2> /dev/null || echo 0)))');
    for (const name of ["curl", "jq"])
      this.addCommand(name, `printf '%s\\n' "$*" >> "$CALLS"; exec /usr/bin/${name} "$@"`);
    const { environment = {}, cut = 100_000, ...props } = given;
    const steps = props.rollAfterLoss ? rollSteps(props.rollAfterLoss.services()) : [];
    const container = deliveryContainer(
      {
        release: "0.10",
        servers: { datacenter: "dc1", httpAddress: consul.address, acls: true, bootstrapTokenSecretArn: "arn:token" },
        owner,
        entries: () => entries,
        rollCommand: () => ROLL_COMMAND,
        ...props,
      },
      { environment: payload({ entries, rollCommand: ROLL_COMMAND, rollSteps: steps }, cut) },
    );
    this.child = spawn("/bin/sh", ["-c", ...(container.command ?? [])], {
      env: {
        PATH: `${join(this.folder, "bin")}:${process.env.PATH}`,
        TMPDIR: this.folder,
        CALLS: join(this.folder, "calls"),
        CLOCK: join(this.folder, "clock"),
        ...Object.fromEntries((container.environment ?? []).map(({ name, value }) => [name, value])),
        ...Object.fromEntries((container.secrets ?? []).map(({ name }) => [name, TOKEN])),
        ...environment,
      },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on("data", (chunk: Buffer) => (this.output += chunk.toString("utf8")));
    }
    this.child.on("exit", (code) => (this.exitCode = code));
  }

  /** Whether the health check of the container passes. */
  get delivered(): boolean {
    return existsSync(join(this.folder, "config-entries", "delivered"));
  }

  /** All that was on a command line. */
  get commandLines(): string {
    return readFileSync(join(this.folder, "calls"), "utf8");
  }

  /** Moves the clock of the container. */
  later(seconds: number): void {
    writeFileSync(join(this.folder, "clock"), String(seconds));
  }

  async stop(): Promise<void> {
    if (this.exitCode === undefined) {
      this.child.kill("SIGKILL");
      await until(() => this.exitCode !== undefined);
    }
    // What it had started may still write.
    await new Promise((passed) => setTimeout(passed, 100));
    rmSync(this.folder, { recursive: true, force: true });
  }

  private addCommand(name: string, script: string): void {
    mkdirSync(join(this.folder, "bin"), { recursive: true });
    const file = join(this.folder, "bin", name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }
}

function payload(document: DeliveryDocument, cut: number): { name: string; value: string }[] {
  const text = gzipSync(JSON.stringify(document)).toString("base64");
  return Array.from({ length: Math.ceil(text.length / cut) }, (_, part) => ({
    name: `CONFIG_ENTRIES_${part}`,
    value: text.slice(part * cut, (part + 1) * cut),
  }));
}

export async function until(condition: () => boolean, what = "", seconds = 150): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`This did not come true in ${seconds} s: ${what || condition.toString()}`);
    await new Promise((passed) => setTimeout(passed, 20));
  }
}
