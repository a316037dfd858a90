import { createServer } from "node:net";
import type Docker from "dockerode";
import { MissingRequirement } from "../../emulator";
import { statusOf } from "./connection";
import { runLabels, runName } from "./labels";

/** The network of a run, and how its containers and this process find each other. */
export interface Network {
  readonly name: string;
  readonly gateway?: string;
  /** Where this process listens for what containers are to reach. */
  readonly bindAddress: string;
  /** The name or address of this process for a container with `extraHosts`. */
  readonly host: string;
  /** `HostConfig.ExtraHosts` of a container that is to know `host`. */
  readonly extraHosts: readonly string[];
}

/** This machine, where the engine runs in a virtual machine. */
const HOST_NAME = "host.docker.internal";

const NO_ADDRESSES =
  "The Docker engine has no addresses left for a network: remove networks that nothing uses with `docker network prune`.";

/** Makes the network of the run, or finds it. */
export async function createNetwork(docker: Docker, runId: string): Promise<Network> {
  const name = runName(runId);
  const network = docker.getNetwork(name);
  const found: Docker.NetworkInspectInfo = await network.inspect().catch(async (error: unknown) => {
    if (statusOf(error) !== 404) throw error;
    await docker
      .createNetwork({ Name: name, Driver: "bridge", CheckDuplicate: true, Labels: runLabels(runId) })
      .catch((failure: unknown) => {
        throw String(failure).includes("address pool") ? new MissingRequirement(NO_ADDRESSES) : failure;
      });
    return network.inspect();
  });
  const gateway = gatewayOf(found);
  const bindable = gateway !== undefined && (await canListenOn(gateway));
  return {
    name,
    gateway,
    ...(bindable
      ? { bindAddress: gateway, host: gateway, extraHosts: [] }
      : { bindAddress: "127.0.0.1", host: HOST_NAME, extraHosts: [`${HOST_NAME}:host-gateway`] }),
  };
}

/** The network's address on the engine's machine. */
export function gatewayOf({ IPAM }: Pick<Docker.NetworkInspectInfo, "IPAM">): string | undefined {
  const addresses = (IPAM?.Config ?? []).flatMap(({ Gateway }) => (Gateway === undefined ? [] : [Gateway]));
  return addresses.find((address) => /^[\d.]+(\/\d+)?$/.test(address))?.replace(/\/.*/, "");
}

/** Whether the address is one of this machine. */
export function canListenOn(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(0, address, () => server.close(() => resolve(true)));
  });
}
