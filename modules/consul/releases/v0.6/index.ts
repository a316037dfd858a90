import { SERVER_PORTS } from "../../consul-servers";
import type { Port, ReleaseLine } from "../release-line";
import { CONSUL_IMAGE } from "./client-agent";
import { controller } from "./controller";
import { gatewayTask } from "./gateway-task";
import { meshTask } from "./mesh-task";
import { wanFederation } from "./wan-federation";
import { OPTION_NAMES, type Options06 } from "./options";

export { ENVOY_IMAGE } from "./mesh-task";
export type * from "./options";

const GOSSIP: readonly Port[] = [
  { port: SERVER_PORTS.serfLan, protocol: "tcp" },
  { port: SERVER_PORTS.serfLan, protocol: "udp" },
];

/** A Consul client agent and Envoy in each task: HCL modules v0.6.2. */
export const line06: ReleaseLine<Options06> = {
  release: "0.6",
  moduleVersion: "0.6.2",
  consulEcsImage: "hashicorp/consul-ecs:0.6.2",
  optionNames: OPTION_NAMES,
  meshTask,
  gatewayTask,
  controller,
  devServer: {
    image: CONSUL_IMAGE,
    encryptedGossip: { gossipEncryption: true },
    plainGrpc: false,
    targetHealthCheck: { timeout: 30, interval: 60 },
  },
  datacenterJoin: wanFederation,
  // RPC and gossip by the client agents, the HTTP API for their login.
  serverPorts: (tls) => [
    { port: SERVER_PORTS.rpc, protocol: "tcp" },
    ...GOSSIP,
    { port: tls ? SERVER_PORTS.https : SERVER_PORTS.http, protocol: "tcp" },
  ],
  agentPorts: GOSSIP,
};
