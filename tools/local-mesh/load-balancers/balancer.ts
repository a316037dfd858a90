import type { Forward, Network, Relay as EngineRelay, RelayOptions } from "../engine";
import type { Address } from "../parts";
import type { BalancerSettings, ListenerSettings } from "./configuration";
import { Entry } from "./entry";
import { type Certificate, listen, type Listening } from "./listening";
import type { Sharing } from "./sharing";

type Relay = Pick<EngineRelay, "open" | "close" | "stop">;

/** How the containers reach the load balancers. */
export interface NetworkSide extends Pick<Network, "bindAddress" | "host"> {
  /** Starts a container in the network that passes connections on. */
  readonly startRelay: (options: RelayOptions) => Promise<Relay>;
}

/** What a load balancer needs of its surroundings. */
export interface BalancerOptions {
  readonly sharing: Sharing;
  readonly network?: NetworkSide;
  readonly certificate: (names: readonly string[]) => Promise<Certificate>;
  readonly onNote: (line: string) => void;
}

interface OpenListener {
  readonly entries: readonly Entry[];
  readonly outside: Listening;
  readonly inside?: Listening;
}

const LOOPBACK = "127.0.0.1";
const PROTOCOLS = ["HTTP", "HTTPS", "TCP", "TLS"];

/** One load balancer: its listeners on this machine, and its name in the network. */
export class Balancer {
  #listeners = new Map<string, OpenListener>();
  #relay: Relay | undefined;
  #forwards: readonly Forward[] = [];
  #certificate: Promise<Certificate> | undefined;
  readonly #refused = new Set<string>();

  constructor(
    private settings: BalancerSettings,
    private readonly options: BalancerOptions,
  ) {}

  /** Where each listener listens on this machine. */
  get listeners(): { readonly port: number; readonly protocol: string; readonly address: Address }[] {
    return this.settings.listeners.flatMap(({ arn, port, protocol }) => {
      const address = this.#listeners.get(arn)?.outside.address;
      return address ? [{ port, protocol, address }] : [];
    });
  }

  get name(): string {
    return this.settings.name;
  }

  get dnsName(): string {
    return this.settings.dnsName;
  }

  async update(settings: BalancerSettings): Promise<void> {
    const before = this.settings;
    this.settings = settings;
    for (const [arn, open] of this.#listeners) {
      const wanted = settings.listeners.find((listener) => listener.arn === arn);
      const old = open.entries[0]?.settings;
      const isSame = wanted && wanted.port === old?.port && wanted.protocol === old.protocol;
      if (isSame && settings.idleSeconds === before.idleSeconds) {
        for (const entry of open.entries) entry.settings = wanted;
      } else {
        this.#listeners.delete(arn);
        await shut(open);
      }
    }
    for (const listener of settings.listeners) {
      if (!this.#listeners.has(listener.arn)) await this.open(listener);
    }
    await this.forward();
  }

  async close(): Promise<void> {
    const open = [...this.#listeners.values()];
    this.#listeners.clear();
    await Promise.all([...open.map(shut), this.#relay?.stop()]);
    this.#relay = undefined;
  }

  private async open(listener: ListenerSettings): Promise<void> {
    const { arn, port, protocol } = listener;
    if (!PROTOCOLS.includes(protocol)) {
      if (!this.#refused.has(arn)) this.options.onNote(`${this.name}:${port} speaks ${protocol}: this is left out.`);
      this.#refused.add(arn);
      return;
    }
    const { network } = this.options;
    const certificate = protocol === "HTTPS" || protocol === "TLS" ? await this.certificate() : undefined;
    const outsideEntry = this.entry(listener, (wanted) => this.outsidePort(wanted));
    // 80 becomes 8080 where only the administrator may have it.
    const ports = port < 1024 ? [port, 8000 + port, 0] : [port, 0];
    const outside = await listen(outsideEntry, protocol, LOOPBACK, ports, certificate);
    if (outside.address.port !== port) {
      this.options.onNote(
        `${this.name}: port ${port} cannot be had, it listens on ${LOOPBACK}:${outside.address.port}.`,
      );
    }
    const insideEntry = this.entry(listener, (wanted) => wanted);
    const inside = network && (await listen(insideEntry, protocol, network.bindAddress, [0], certificate));
    this.#listeners.set(arn, { entries: [outsideEntry, insideEntry], outside, inside });
  }

  private entry(listener: ListenerSettings, portOf: (port: number) => number): Entry {
    return new Entry(listener, this.settings.idleSeconds, this.options.sharing, portOf);
  }

  private outsidePort(listenerPort: number): number {
    return this.listeners.find(({ port }) => port === listenerPort)?.address.port ?? listenerPort;
  }

  private certificate(): Promise<Certificate> {
    this.#certificate ??= this.options.certificate([this.dnsName, "localhost", LOOPBACK]);
    return this.#certificate;
  }

  /** The name in the network leads to what listens now. */
  private async forward(): Promise<void> {
    const { network } = this.options;
    if (!network) return;
    const before = this.#forwards;
    const wanted = this.settings.listeners.flatMap(({ arn, port }) => {
      const inside = this.#listeners.get(arn)?.inside;
      return inside ? [{ listen: port, host: network.host, port: inside.address.port }] : [];
    });
    const gone = before.filter((forward) => !has(wanted, forward));
    const added = wanted.filter((forward) => !has(before, forward));
    const relay = this.#relay;
    if (relay) {
      for (const { listen: port } of gone) await relay.close(port);
      for (const forward of added) await relay.open(forward);
    } else if (added.length > 0) {
      const name = `load-balancer-${this.name}`;
      this.#relay = await network.startRelay({ name, aliases: [this.dnsName], forwards: added });
    }
    this.#forwards = wanted;
  }
}

function has(forwards: readonly Forward[], wanted: Forward): boolean {
  return forwards.some(({ listen, port }) => listen === wanted.listen && port === wanted.port);
}

async function shut({ outside, inside }: OpenListener): Promise<void> {
  await Promise.all([outside.close(), inside?.close()]);
}
