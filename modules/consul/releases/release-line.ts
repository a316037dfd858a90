import type { ControllerLine } from "./controller";
import type { DatacenterJoin } from "./datacenter-join";
import type { DevServerLine } from "./dev-server";
import type { GatewayTaskLine } from "./gateway-task";
import type { MeshTaskLine } from "./mesh-task";
import type { LineOptions, OptionNames } from "./options";

/** What differs between the release lines: one implementation of this per line, and no question about the line elsewhere. */
export interface ReleaseLine<O extends LineOptions = LineOptions> {
  /** Name of the line. */
  readonly release: string;
  /** Version of the HCL modules that the line reproduces. */
  readonly moduleVersion: string;
  /** Default image of consul-ecs: mesh-init, health-sync and the controller. HCL: `consul_ecs_image`. */
  readonly consulEcsImage: string;
  readonly optionNames: OptionNames;
  readonly meshTask: MeshTaskLine<O>;
  readonly gatewayTask: GatewayTaskLine<O>;
  readonly controller: ControllerLine;
  readonly devServer: DevServerLine<O>;
  /** How two datacenters are joined through their mesh gateways. */
  readonly datacenterJoin: DatacenterJoin<O>;
  /** Ports of the servers that the tasks of the mesh reach. */
  serverPorts(tls: boolean): readonly Port[];
  /** Ports of the tasks that the servers, and the tasks among each other, reach beside the proxies'. */
  readonly agentPorts: readonly Port[];
}

export interface Port {
  readonly port: number;
  readonly protocol: "tcp" | "udp";
}
