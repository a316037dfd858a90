import { Peering } from "@cdktf/provider-consul/lib/peering";
import { PeeringToken } from "@cdktf/provider-consul/lib/peering-token";
import { quoteWord } from "../../../aws";
import { PEER_THROUGH_MESH_GATEWAYS } from "../../config-entries";
import type { DatacenterJoin } from "../datacenter-join";
import type { Options010 } from "./options";

/**
 * Two clusters, each with ACLs, intentions and a CA of its own, that know each other as peers, by the names of their
 * datacenters. The second gives out a token, with which the first dials it. HCL: the example cluster-peering.
 */
export const clusterPeering: DatacenterJoin<Options010> = {
  name: "cluster peering",
  firstServers: (_, acls) => ({ acls, clusterPeering: true }),
  secondServers: ({ servers }) => ({ acls: servers.acls ?? false, clusterPeering: true }),
  gateway: () => ({ lineOptions: { kind: "mesh-gateway" } }),
  tasks: () => ({}),
  destination: (datacenter) => ({ peer: datacenter, meshGateway: "local" }),
  source: (datacenter) => ({ peer: datacenter }),
  configEntries: [PEER_THROUGH_MESH_GATEWAYS],
  firstEntries: (first) => first,
  secondEntries: (second) => second,
  /** Unlike the commands, the provider keeps the peering token in the state. */
  establish: (scope, first, second) => {
    const { peeringToken } = new PeeringToken(scope, "peering-token", {
      provider: second.provider,
      peerName: first.datacenter,
      dependsOn: [...second.dependsOn],
    });
    new Peering(scope, "peering", {
      provider: first.provider,
      peerName: second.datacenter,
      peeringToken,
      dependsOn: [...first.dependsOn],
    });
  },
  commands: (first, second) => ({
    peering_generate_command: {
      // What the session itself says comes with it: a token is the one long word.
      command: `PEERING_TOKEN=$(${second.run(`peering generate-token -name ${quoteWord(first.datacenter)}`)} | grep -oE '[A-Za-z0-9+/=]{100,}')`,
      description: `Has ${second.datacenter} make a token for ${first.datacenter}, when both mesh gateways run.`,
    },
    peering_establish_command: {
      command: first.run(`peering establish -name ${quoteWord(second.datacenter)} -peering-token`, "PEERING_TOKEN"),
      description: `Has ${first.datacenter} dial ${second.datacenter}, in the shell that has the token.`,
    },
    peering_check_command: {
      command: first.run(`peering read -name ${quoteWord(second.datacenter)}`),
      description: `Tells whether ${second.datacenter} is connected: State: ACTIVE.`,
    },
  }),
};
