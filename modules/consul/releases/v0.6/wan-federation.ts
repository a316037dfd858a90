import { mergeConfigEntries } from "../../config-entries";
import type { DatacenterJoin } from "../datacenter-join";
import type { Options06 } from "./options";

/**
 * One federation: the first datacenter is the primary, which rules over ACLs, intentions and the CA of the mesh; the
 * second replicates them. Both have the same CA, the same gossip key and the same bootstrap token. HCL: the example
 * mesh-gateways.
 */
export const wanFederation: DatacenterJoin<Options06> = {
  name: "WAN federation",
  firstServers: (datacenter, acls) => ({
    acls,
    gossipEncryption: true,
    primaryDatacenter: datacenter,
    meshGatewayWanFederation: true,
  }),
  secondServers: ({ servers, gateway }) => {
    const { bootstrapTokenSecretArn: secretArn, gossipKeySecretArn: keySecretArn } = servers;
    return {
      // The token that the primary datacenter was bootstrapped with is known in the second one when it has replicated.
      ...(secretArn ? { acls: { bootstrapToken: { secretArn } }, replicationToken: { secretArn } } : { acls: false }),
      gossipEncryption: keySecretArn ? { keySecretArn } : false,
      primaryDatacenter: servers.datacenter,
      primaryGateways: [`${gateway.wanAddress}:${gateway.wanPort}`],
      meshGatewayWanFederation: true,
      // Nothing leads to the primary datacenter before.
      dependsOn: [gateway.service],
    };
  },
  gateway: (acls) => ({
    wanFederation: true,
    lineOptions: { kind: "mesh-gateway", enableAclTokenReplication: acls },
  }),
  tasks: (acls) => ({ enableAclTokenReplication: acls }),
  destination: (datacenter) => ({ datacenter, meshGateway: "local" }),
  // A service has the same name, and the same intentions, in all datacenters.
  source: () => ({}),
  configEntries: [],
  // The second datacenter replicates those of the primary one, and takes none itself.
  firstEntries: mergeConfigEntries,
  commands: (first) => ({
    federation_check_command: {
      command: first.run("members -wan"),
      description: "Lists the servers of the federation: one of each datacenter, alive.",
    },
  }),
};
