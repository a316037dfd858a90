import { SERVER_PORTS } from "../../consul-servers";
import type { DevServerLine } from "../dev-server";
import type { ReleaseLine } from "../release-line";
import { clusterPeering } from "./cluster-peering";
import { controller } from "./controller";
import { gatewayTask } from "./gateway-task";
import { meshTask } from "./mesh-task";
import { OPTION_NAMES, type Options010 } from "./options";

export { GATEWAY_DATAPLANE_IMAGE } from "./gateway-task";
export { DATAPLANE_IMAGE } from "./mesh-task";
export type * from "./options";

const devServer: DevServerLine<Options010> = {
  image: "hashicorp/consul:2.0.1",
  encryptedGossip: {},
  plainGrpc: true,
  targetHealthCheck: { timeout: 29, interval: 90 },
  healthCheckGracePeriod: 600,
  healthCheck: (tls) => ({
    command: ["CMD-SHELL", tls ? `${members("https://localhost:8501")} || ${PLAIN}` : PLAIN],
    interval: 30,
    timeout: 10,
    retries: 5,
    startPeriod: 120,
  }),
};

const members = (address: string): string =>
  `consul members -http-addr=${address} -ca-file=/consul/consul-agent-ca.pem`;
const PLAIN = "consul members -http-addr=http://localhost:8500 || exit 1";

/** consul-dataplane in each task: HCL modules v0.10.0. */
export const line010: ReleaseLine<Options010> = {
  release: "0.10",
  moduleVersion: "0.10.0",
  consulEcsImage: "public.ecr.aws/hashicorp/consul-ecs:0.10.0",
  optionNames: OPTION_NAMES,
  meshTask,
  gatewayTask,
  controller,
  devServer,
  datacenterJoin: clusterPeering,
  // The HTTP API for the login, gRPC for the dataplanes.
  serverPorts: (tls) => [
    { port: tls ? SERVER_PORTS.https : SERVER_PORTS.http, protocol: "tcp" },
    { port: tls ? SERVER_PORTS.grpcTls : SERVER_PORTS.grpc, protocol: "tcp" },
  ],
  agentPorts: [],
};
