import type { Address, Target, TargetGroups } from "../parts";
import type { GroupFacts, InstanceFacts } from "./facts";
import { Instance, type InstanceGround } from "./instance";
import type { InstanceOverlay } from "./overlay";
import type { QueryClient } from "./query-client";
import { readHold, readRole, readTargetPorts, readUserData } from "./read";

/** What instances need of their surroundings. */
export interface ManagedGround extends InstanceGround {
  readonly client: QueryClient;
  readonly targets: Pick<TargetGroups, "register" | "deregister">;
  /** What stands for AWS in the network: where the names of buckets lead. */
  readonly awsAddress: string;
}

/** An instance with its place in its group: held back at first, then a target of the group's load balancers. */
export class ManagedInstance implements InstanceOverlay {
  /** Resolves when it has ended, and its disks are free. */
  readonly ended: Promise<void>;
  waits: boolean;
  private readonly instance: Instance;
  private started: Promise<void> = Promise.resolve();
  private targets: readonly (readonly [groupArn: string, target: Target])[] = [];
  private hasEnded = () => {};
  private ending = false;

  constructor(
    readonly facts: InstanceFacts,
    /** Where a group has it. */
    readonly group: GroupFacts | undefined,
    private readonly ground: ManagedGround,
  ) {
    this.instance = new Instance(facts, ground);
    this.waits = group !== undefined;
    this.ended = new Promise((resolve) => (this.hasEnded = resolve));
  }

  get ip(): string | undefined {
    return this.instance.ip;
  }

  /** From its termination on. */
  get isEnding(): boolean {
    return this.ending;
  }

  get containerName(): string {
    return this.instance.containerName;
  }

  reach(port: number): Address | undefined {
    return this.instance.reach(port);
  }

  execute(command: readonly string[]) {
    return this.instance.execute(command);
  }

  /** @param lost called when it ends by itself */
  start(lost: () => void): void {
    this.started = this.bringUp(lost).catch((error: unknown) => {
      if (!this.isEnding) this.ground.onNote(`${this.facts.id} does not start: ${String(error)}`);
    });
  }

  /** Its hook lets it go on: from now on it takes calls. */
  async enterService(): Promise<void> {
    await this.started;
    if (this.isEnding || !this.waits) return;
    this.waits = false;
    for (const [groupArn, target] of this.targets) this.ground.targets.register(groupArn, target);
  }

  /** Resolves when the disk is there, at the latest when the instance is not any more. */
  async attach(volumeId: string, sizeGib: number): Promise<void> {
    await this.started;
    await this.instance.attach({ volumeId, sizeGib });
  }

  detach(volumeId: string): Promise<void> {
    return this.instance.detach(volumeId);
  }

  /** Takes it off the load balancers, then ends it. */
  async end(): Promise<void> {
    this.ending = true;
    await this.started;
    await Promise.all(this.targets.map(([groupArn, target]) => this.ground.targets.deregister(groupArn, target)));
    // Whatever the engine says to it: who waits for its disks is not to wait for ever.
    await this.instance.stop().finally(() => this.hasEnded());
  }

  /** The end of the run: its container is taken away by somebody else. */
  async forget(): Promise<void> {
    this.ending = true;
    await this.started;
    await this.instance.forget();
    this.hasEnded();
  }

  private async bringUp(lost: () => void): Promise<void> {
    const { client, awsAddress, region } = this.ground;
    const groupArns = this.group?.targetGroupArns ?? [];
    const [isHeldBack, targetPorts, userData, role, buckets] = await Promise.all([
      this.group !== undefined && readHold(client, this.group.name),
      readTargetPorts(client, groupArns),
      readUserData(client, this.facts.id),
      readRole(client, this.facts),
      client.buckets(),
    ]);
    const ports = new Set([...targetPorts.values()].flatMap(({ port, checkPort }) => [port, checkPort]));
    const hosts = buckets.flatMap((bucket) => [`${bucket}.s3.${region}.amazonaws.com`, `${bucket}.s3.amazonaws.com`]);
    await this.instance.start(
      { ports: [...ports], hosts: hosts.map((host) => `${host}:${awsAddress}`), userData, role },
      lost,
    );
    this.targets = groupArns.flatMap((arn) => {
      const port = targetPorts.get(arn)?.port;
      const address = port === undefined ? undefined : this.reach(port);
      return port === undefined || !address ? [] : [[arn, { id: this.facts.id, port, address }] as const];
    });
    if (!isHeldBack) void this.enterService();
  }
}
