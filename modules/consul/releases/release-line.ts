import type {
  Compatibility,
  ContainerDefinition,
  ContainerDependency,
  HealthCheck,
  LogConfiguration,
  Rule,
} from "../../aws";
import type { ConfigExtras } from "./config-extras";
import type { ConsulServers } from "../consul-servers";
import type { DatacenterJoin } from "./datacenter-join";
import type { GatewayTaskLine, GatewayTaskLineOptions } from "./gateway";
import type { Release, Releases } from "./releases";
import type { SidecarOptions, SidecarRole } from "./sidecar-options";
import type { Upstream } from "./upstream";

/** What differs between the release lines: one implementation of this per line, and no question about the line elsewhere. */
export interface ReleaseLine<R extends Release> {
  readonly release: R;
  /** Version of the HCL modules that the line reproduces. */
  readonly moduleVersion: string;
  /** Default image of consul-ecs: mesh-init, health-sync and the controller. HCL: `consul_ecs_image`. */
  readonly consulEcsImage: string;
  readonly meshTask: MeshTaskLine<R>;
  readonly gatewayTask: GatewayTaskLine<R>;
  readonly controller: ControllerLine;
  readonly devServer: DevServerLine<R>;
  /** How two datacenters are joined through their mesh gateways. */
  readonly datacenterJoin: DatacenterJoin<R>;
  /** Ports of the servers that the tasks of the mesh reach. */
  serverPorts(tls: boolean): readonly Port[];
  /** Ports of the tasks that the servers, and the tasks among each other, reach beside the proxies'. */
  readonly agentPorts: readonly Port[];
  /** The line's rule for the path of the IAM roles that the auth method trusts. HCL: `iam_role_path`. */
  iamRolePathRule(path: string): Rule;
}

export interface Port {
  readonly port: number;
  readonly protocol: "tcp" | "udp";
}

/** What every line lets a mesh task say. */
export interface MeshTaskLineOptions extends SidecarOptions {
  readonly upstreams?: readonly Upstream[];
  readonly consulEcsConfig?: ConfigExtras;
}

/** The options of the constructs on one line. */
export interface LineOptions {
  readonly meshTask: MeshTaskLineOptions;
  readonly gatewayTask: GatewayTaskLineOptions;
  readonly devServer: DevServerLineOptions;
}

/** A mesh task with its defaults filled in. */
export interface MeshTaskInput<R extends Release> {
  readonly servers: ConsulServers;
  readonly serviceName: string;
  /** 0 when nothing listens. */
  readonly port: number;
  readonly serviceTags: readonly string[];
  readonly serviceMeta: Readonly<Record<string, string>>;
  readonly namespace: string;
  readonly partition: string;
  readonly publicListenerPort: number;
  readonly serviceTokenAuthMethodName: string;
  /** Containers whose ECS health check is carried over into Consul. */
  readonly healthCheckedContainers: readonly string[];
  readonly consulEcsImage: string;
  readonly compatibilities: readonly Compatibility[];
  /** Check that Consul itself is to run, where the line has `httpHealthCheck` as one. */
  readonly consulCheck?: object;
  readonly logConfiguration?: LogConfiguration;
  readonly options: Releases[R]["meshTask"];
}

/** A health check of the application by HTTP, whoever runs it: a GET that must answer 2xx. */
export interface HttpHealthCheck {
  readonly port: number;
  /** Such as "/health". */
  readonly path: string;
  /** Seconds between two checks, 5 to 300. @default 5 */
  readonly interval?: number;
  /** Seconds, 2 to 60. @default 10 */
  readonly timeout?: number;
  /** Failures in a row until the application counts as unhealthy, 1 to 10. @default 3 */
  readonly retries?: number;
}

export interface MeshTaskLine<R extends Release> {
  /** Ports that Consul and Envoy use in the task. */
  readonly reservedPorts: readonly number[];
  /** The fields of an upstream that the line knows. */
  readonly upstreamKeys: readonly string[];
  /** The sidecars that the line can have, and the names of their containers. */
  readonly sidecarNames: { readonly [R in SidecarRole]?: string };
  /** Ports on which the proxy listens beside the reserved ones, by prop. */
  listenerPorts(input: MeshTaskInput<R>): Readonly<Record<string, number>>;
  /** Who checks the application on this line: ECS in its container, or Consul. */
  httpHealthCheck(check: HttpHealthCheck): { readonly healthCheck?: HealthCheck; readonly consulCheck?: object };
  /** Whether the task's traffic is redirected into the proxy, and its DNS queries are answered by Consul. */
  transparentProxy(task: Pick<MeshTaskInput<R>, "compatibilities" | "options">): TransparentProxyState;
  /** The options with a port that is called from outside the mesh: the proxy must not take what comes there. */
  withOpenPort(task: Pick<MeshTaskInput<R>, "compatibilities" | "options">, port: number): MeshTaskInput<R>["options"];
  rules(input: MeshTaskInput<R>): Rule[];
  sidecars(input: MeshTaskInput<R>): Sidecars;
}

export interface TransparentProxyState {
  readonly enabled: boolean;
  readonly consulDns: boolean;
}

/** What a line adds to the containers of an application. */
export interface Sidecars {
  readonly containers: readonly ContainerDefinition[];
  /** What every container of the application waits for. */
  readonly appDependsOn: readonly ContainerDependency[];
  /** ARNs that the execution role must be able to read. */
  readonly secretArns: readonly string[];
}

export interface ControllerInput {
  readonly servers: ConsulServers;
  readonly iamRolePath: string;
  /** Admin partition; partitions are on when it is given. */
  readonly partition?: string;
  readonly consulEcsImage: string;
  readonly logConfiguration?: LogConfiguration;
}

export interface ControllerLine {
  /** Name of the ECS service, of the container, and the suffix of the family: one controller per cluster. */
  readonly name: string;
  /** Auth methods that it writes when it starts, and never again. */
  readonly authMethods: readonly string[];
  rules(input: ControllerInput): Rule[];
  container(input: ControllerInput): ContainerDefinition;
  /** ARNs that the execution role must be able to read. */
  secretArns(input: ControllerInput): string[];
}

/** What every line lets a server say; `undefined` where a line does not have it. */
export interface DevServerLineOptions {
  readonly gossipEncryption?: boolean | { readonly keySecretArn: string };
}

/** What a line expects of a server. */
export interface DevServerLine<R extends Release = Release> {
  /** HCL: `consul_image`. */
  readonly image: string;
  /** The options that encrypt gossip, where tasks of the line take part in it. */
  readonly encryptedGossip: Releases[R]["devServer"];
  /** Whether dataplanes connect by gRPC without TLS. */
  readonly plainGrpc: boolean;
  /** Timing of the load balancer's health check, in seconds. */
  readonly targetHealthCheck: { readonly timeout: number; readonly interval: number };
  /** Seconds for which a load balanced server may be unhealthy after its start. */
  readonly healthCheckGracePeriod?: number;
  /** Health check of the container. */
  readonly healthCheck?: (tls: boolean) => HealthCheck;
}
