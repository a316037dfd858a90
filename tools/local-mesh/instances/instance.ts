import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runName, type Engine, type Network, type Relay } from "../engine";
import type { Address } from "../parts";
import { boot } from "./boot";
import { attachScript, detachScript, type Disk } from "./disks";
import { nameOf, type InstanceFacts } from "./facts";
import { machineOptions, scriptIn } from "./machine";
import type { InstanceIdentity } from "./metadata";
import { startMetadataServer, type MetadataServer } from "./metadata-server";
import type { Rights } from "./rights";

/** Where an instance finds its metadata. */
const METADATA_ADDRESS = "169.254.169.254";
/** EC2 gives the programs of an instance some minutes. Consul's way out of its cluster takes one at most. */
const STOP_SECONDS = 90;

/** What all instances of a run have in common. */
export interface InstanceGround {
  readonly engine: Engine;
  readonly network: Network;
  readonly image: string;
  readonly rights: Rights;
  readonly region: string;
  readonly account: string;
  /** The run's. */
  readonly folder: string;
  readonly logs: string;
  readonly files: { readonly ca: string; readonly environment: string };
  /** The engine's volume with all disks. */
  readonly disks: string;
  readonly onNote: (line: string) => void;
}

/** What one of them is made of. */
export interface InstanceParts extends Pick<InstanceIdentity, "userData" | "role"> {
  readonly ports: readonly number[];
  /** `name:address` of what has no name in the network. */
  readonly hosts: readonly string[];
}

/** An instance of EC2 as a container, in which systemd is the first program. */
export class Instance {
  private container: string | undefined;
  private address: string | undefined;
  private published: ReadonlyMap<number, number> = new Map();
  private metadata: MetadataServer | undefined;
  private relay: Relay | undefined;
  private isStopping = false;
  private unwatch: () => void = () => undefined;

  constructor(
    readonly facts: InstanceFacts,
    private readonly ground: InstanceGround,
  ) {}

  /** In the network of the run; none before it runs. */
  get ip(): string | undefined {
    return this.address;
  }

  /** By which the engine knows it. */
  get containerName(): string {
    return runName(this.ground.engine.id, this.facts.id);
  }

  /**
   * Starts it. Resolves when it has its address; it boots then.
   *
   * @param lost called when it ends by itself
   */
  async start(parts: InstanceParts, lost: () => void): Promise<void> {
    const { engine } = this.ground;
    const gateway = await this.startMetadata(parts);
    const container = await engine.containers.create(await this.options(parts));
    this.container = container;
    this.unwatch = engine.events.on(container, ({ kind }) => {
      if (kind === "died" && !this.isStopping) lost();
    });
    await engine.containers.start(container);
    await this.findAddress(container);
    await this.routeToMetadata(container, gateway);
    this.boot(container, parts.userData);
  }

  /** As EC2 ends one: its programs are told, and have some time. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.unwatch();
    const { containers } = this.ground.engine;
    if (this.container !== undefined) {
      await containers.stop(this.container, STOP_SECONDS);
      await containers.remove(this.container);
    }
    await Promise.all([this.relay?.stop(), this.metadata?.stop()]);
  }

  /** Ends what this process has of it; its containers are taken away by somebody else. */
  async forget(): Promise<void> {
    this.isStopping = true;
    this.unwatch();
    await this.metadata?.stop();
  }

  /** Where this process reaches a port of it. */
  reach(port: number): Address | undefined {
    const published = this.published.get(port);
    return published === undefined ? undefined : { host: "127.0.0.1", port: published };
  }

  /** Runs a command in it, as root. */
  async execute(command: readonly string[]): Promise<{ readonly exitCode: number; readonly output: string }> {
    if (this.container === undefined) throw new Error(`${this.title} does not run.`);
    return this.ground.engine.containers.exec(this.container, command);
  }

  async attach(disk: Disk): Promise<void> {
    await this.script(attachScript(disk), `attach ${disk.volumeId}`);
  }

  async detach(volumeId: string): Promise<void> {
    await this.script(detachScript(volumeId), `detach ${volumeId}`);
  }

  private get title(): string {
    const name = nameOf(this.facts);
    return name === this.facts.id ? name : `${name} ${this.facts.id}`;
  }

  /** @returns through whom the metadata is reached: who asks is known by that */
  private async startMetadata({ userData, role }: InstanceParts): Promise<string> {
    const { engine, network, region, account } = this.ground;
    this.metadata = await startMetadataServer(network.bindAddress, () => {
      const { facts, ip } = this;
      return ip === undefined ? undefined : { facts, ip, region, account, userData, role };
    });
    this.relay = await engine.startRelay(network, {
      name: `metadata-${this.facts.id}`,
      aliases: [],
      addresses: [METADATA_ADDRESS],
      forwards: [{ listen: 80, host: network.host, port: this.metadata.address.port }],
    });
    return this.relay.ip;
  }

  private async options({ ports, hosts, userData }: InstanceParts) {
    const { network, region, image, rights, files, disks } = this.ground;
    return machineOptions({
      name: this.containerName,
      id: this.facts.id,
      network: network.name,
      files: { ...files, userData: await this.writeScript(userData) },
      ...{ region, image, rights, ports, hosts, disks },
    });
  }

  private async writeScript(userData: Buffer | undefined): Promise<string | undefined> {
    const script = userData && scriptIn(userData);
    if (!script) return undefined;
    const folder = join(this.ground.folder, "instances", this.facts.id);
    await mkdir(folder, { recursive: true });
    const file = join(folder, "user-data");
    await writeFile(file, script, { mode: 0o755 });
    return file;
  }

  private boot(container: string, userData: Buffer | undefined): void {
    const { engine, logs } = this.ground;
    const note = (line: string) => {
      if (!this.isStopping) this.ground.onNote(line);
    };
    const hasScript = userData !== undefined && scriptIn(userData) !== undefined;
    if (userData?.length && !hasScript) note(`${this.title}: its user data is no script, and is not run.`);
    boot(engine.containers, container, {
      ...{ folder: join(logs, "instances"), name: this.title, hasScript, onNote: note },
    }).catch((error: unknown) => note(`${this.title}: ${String(error)}`));
  }

  private async findAddress(container: string): Promise<void> {
    const { NetworkSettings } = await this.ground.engine.containers.inspect(container);
    this.published = new Map(
      Object.entries(NetworkSettings.Ports).flatMap(([port, published]) => {
        const [first] = published ?? [];
        return first ? [[Number.parseInt(port), Number(first.HostPort)] as const] : [];
      }),
    );
    this.address = NetworkSettings.Networks[this.ground.network.name]?.IPAddress;
  }

  /** From beside it, so that nothing is needed of its image. */
  private async routeToMetadata(container: string, gateway: string): Promise<void> {
    const { containers, holderImage } = this.ground.engine;
    const { exitCode, output } = await containers.run({
      Image: holderImage,
      Entrypoint: ["sh", "-c"],
      Cmd: [`ip route add ${METADATA_ADDRESS}/32 via ${gateway}`],
      HostConfig: { NetworkMode: `container:${container}`, CapAdd: ["NET_ADMIN"] },
    });
    if (exitCode !== 0) throw new Error(`it does not reach its metadata: ${output}`);
  }

  private async script(script: string, aim: string): Promise<void> {
    const { exitCode, output } = await this.execute(["sh", "-c", script]);
    if (exitCode !== 0) throw new Error(`${this.title} cannot ${aim}: ${output.trim()}`);
  }
}
