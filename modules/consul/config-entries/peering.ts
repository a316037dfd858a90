import type { ConfigEntry } from "./config-entry";

/**
 * Has the servers of peer clusters talk to each other through the mesh gateways, whose addresses they then put into
 * peering tokens in place of their own. Both clusters need it.
 */
export const PEER_THROUGH_MESH_GATEWAYS: ConfigEntry = {
  Kind: "mesh",
  Peering: { PeerThroughMeshGateways: true },
};

/**
 * The services that peer clusters may see. An intention that allows a caller of a peer does nothing before.
 *
 * @param exports service -> the peers that may see it
 */
export function exportedServices(exports: ReadonlyMap<string, Iterable<string>>): ConfigEntry {
  return {
    Kind: "exported-services",
    // Of the admin partition, which is this one without Consul Enterprise.
    Name: "default",
    Services: [...exports].sort(byName).map(([Name, peers]) => ({
      Name,
      Consumers: [...new Set(peers)].sort().map((Peer) => ({ Peer })),
    })),
  };
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
