import { setTimeout as sleep } from "node:timers/promises";
import type { ElasticLoadBalancingV2Client, TargetHealthDescription } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Address, Target, TargetGroups, TargetHealth } from "../parts";
import { Balancer, type BalancerOptions } from "./balancer";
import type { Configuration, GroupSettings } from "./configuration";
import { Group } from "./group";
import { type Probe, probe } from "./health-check";
import type { Surroundings } from "./member";
import { readConfiguration } from "./read";
import { Sharing } from "./sharing";

/** What the load balancers need. */
export interface LoadBalancersOptions extends Omit<BalancerOptions, "sharing"> {
  /** Of the emulator. */
  readonly client: ElasticLoadBalancingV2Client;
  /** Where another port of a target is reached than the one that takes its traffic. */
  readonly reach?: Surroundings["reach"];
  readonly probe?: Probe;
}

/** A load balancer, as it can be reached from this machine. */
export interface LoadBalancerView {
  readonly name: string;
  readonly dnsName: string;
  readonly listeners: readonly { readonly port: number; readonly protocol: string; readonly address: Address }[];
}

/** The load balancers of the emulator, running. */
export interface LoadBalancers extends TargetGroups {
  /** Takes over what was changed in the emulator. Resolves when it is so; what prevents it is a note. */
  refresh(): Promise<void>;
  addresses(): LoadBalancerView[];
  /** As `DescribeTargetHealth` answers, for the tasks of a group. */
  describe(targetGroupArn: string): TargetHealthDescription[];
  stop(): Promise<void>;
}

/** Terraform changes several things in a row. */
const GATHER_MS = 100;

/** Starts what listens for the load balancers that the emulator has. */
export async function startLoadBalancers(options: LoadBalancersOptions): Promise<LoadBalancers> {
  const running = new RunningLoadBalancers(options);
  await running.reconcile();
  return running;
}

class RunningLoadBalancers implements LoadBalancers {
  readonly #groups = new Map<string, Group>();
  readonly #balancers = new Map<string, Balancer>();
  readonly #listeners = new Set<() => void>();
  readonly #noted = new Set<string>();
  readonly #sharing = new Sharing((arn) => this.#groups.get(arn));
  #next: Promise<void> | undefined;
  #current: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(private readonly options: LoadBalancersOptions) {}

  async reconcile(): Promise<void> {
    if (this.#isStopped) return;
    const configuration = await readConfiguration(this.options.client);
    this.reconcileGroups(configuration);
    await this.reconcileBalancers(configuration);
    this.changed();
  }

  refresh(): Promise<void> {
    // Who asks while one is being gathered shares it; who asks while one is read gets the next.
    this.#next ??= Promise.all([sleep(GATHER_MS), this.#current]).then(() => {
      this.#next = undefined;
      this.#current = this.reconcile().catch((error: unknown) => this.note(`Load balancers: ${String(error)}`));
      return this.#current;
    });
    return this.#next;
  }

  addresses(): LoadBalancerView[] {
    return [...this.#balancers.values()].map(({ name, dnsName, listeners }) => ({ name, dnsName, listeners }));
  }

  describe(targetGroupArn: string): TargetHealthDescription[] {
    return this.#groups.get(targetGroupArn)?.describe() ?? [];
  }

  register(targetGroupArn: string, target: Target): void {
    const group = this.group(targetGroupArn);
    group.register(target);
    if (!group.settings) void this.refresh();
  }

  async deregister(targetGroupArn: string, target: Target): Promise<void> {
    await this.#groups.get(targetGroupArn)?.deregister(target);
  }

  health(targetGroupArn: string, target: Target): TargetHealth {
    return this.#groups.get(targetGroupArn)?.health(target) ?? "unused";
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([this.#next, this.#current]);
    for (const group of this.#groups.values()) group.close();
    await Promise.all([...this.#balancers.values()].map((balancer) => balancer.close()));
    this.#balancers.clear();
  }

  private reconcileGroups({ groups, balancers }: Configuration): void {
    const rules = balancers.flatMap(({ listeners }) => listeners.flatMap((listener) => listener.rules));
    const used = new Set(
      rules.flatMap(({ action }) => (action.kind === "forward" ? action.shares.map(({ groupArn }) => groupArn) : [])),
    );
    for (const settings of groups) {
      this.noteVersion(settings);
      this.group(settings.arn).update(settings, used.has(settings.arn));
    }
    for (const [arn, group] of this.#groups) {
      if (groups.some((settings) => settings.arn === arn)) continue;
      group.close();
      this.#groups.delete(arn);
    }
  }

  private async reconcileBalancers({ balancers }: Configuration): Promise<void> {
    for (const [arn, balancer] of this.#balancers) {
      if (balancers.some((settings) => settings.arn === arn)) continue;
      this.#balancers.delete(arn);
      await balancer.close();
    }
    for (const settings of balancers) {
      const balancer =
        this.#balancers.get(settings.arn) ?? new Balancer(settings, { ...this.options, sharing: this.#sharing });
      this.#balancers.set(settings.arn, balancer);
      await balancer.update(settings);
    }
  }

  private group(arn: string): Group {
    const known = this.#groups.get(arn);
    if (known) return known;
    const group = new Group(arn, {
      probe: this.options.probe ?? probe,
      // Another port is reached where the task is, on machines whose containers can be reached so.
      reach: this.options.reach ?? (({ id }, port) => ({ host: id, port })),
      changed: () => this.changed(),
    });
    this.#groups.set(arn, group);
    return group;
  }

  private noteVersion({ name, protocolVersion }: GroupSettings): void {
    if (protocolVersion === "HTTP1" || protocolVersion === "") return;
    this.note(`Target group ${name}: ${protocolVersion} is asked for, its targets are asked by HTTP/1.1.`);
  }

  private note(line: string): void {
    if (!this.#noted.has(line)) this.options.onNote(line);
    this.#noted.add(line);
  }

  private changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
