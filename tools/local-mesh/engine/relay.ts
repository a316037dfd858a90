import type { Containers } from "./containers";
import { runName } from "./labels";
import type { Network } from "./network";
import { closeScript, openScript, type Forward } from "./relay-script";

/** What a relay is started with. */
export interface RelayOptions {
  /** Tells it from the run's other relays. */
  readonly name: string;
  /** Its names in the network. */
  readonly aliases: readonly string[];
  readonly forwards?: readonly Forward[];
  /** Addresses that it has beside its own, for those who route to it. */
  readonly addresses?: readonly string[];
}

/** A container that passes connections on to this process: it is what a name of the network leads to. */
export class Relay {
  private constructor(
    private readonly containers: Containers,
    readonly containerId: string,
    /** In the network. */
    readonly ip: string,
  ) {}

  static async start(
    containers: Containers,
    { network, runId, image }: { readonly network: Network; readonly runId: string; readonly image: string },
    { name, aliases, forwards = [], addresses = [] }: RelayOptions,
  ): Promise<Relay> {
    const id = await containers.create({
      name: runName(runId, name),
      Image: image,
      Entrypoint: ["sh", "-c"],
      Cmd: [[...addresses.map((address) => `ip addr add ${address}/32 dev lo`), WAIT].join("\n")],
      HostConfig: {
        NetworkMode: network.name,
        ExtraHosts: [...network.extraHosts],
        ...(addresses.length > 0 && { CapAdd: ["NET_ADMIN"] }),
        // Each connection leaves a process behind that somebody must take notice of.
        Init: true,
      },
      NetworkingConfig: { EndpointsConfig: { [network.name]: { Aliases: [...aliases] } } },
    });
    await containers.start(id);
    const { NetworkSettings } = await containers.inspect(id);
    const relay = new Relay(containers, id, NetworkSettings.Networks[network.name]?.IPAddress ?? "");
    await Promise.all(forwards.map((forward) => relay.open(forward)));
    return relay;
  }

  /** Resolves when it listens. */
  async open(forward: Forward): Promise<void> {
    await this.run(openScript(forward), `listen on port ${forward.listen}`);
  }

  async close(listen: number): Promise<void> {
    await this.run(closeScript(listen), `stop listening on port ${listen}`);
  }

  async stop(): Promise<void> {
    await this.containers.remove(this.containerId);
  }

  private async run(script: string, aim: string): Promise<void> {
    const { exitCode, output } = await this.containers.exec(this.containerId, ["sh", "-c", script]);
    if (exitCode !== 0) throw new Error(`A relay cannot ${aim}: ${output.trim()}`);
  }
}

const WAIT = "exec tail -f /dev/null";
