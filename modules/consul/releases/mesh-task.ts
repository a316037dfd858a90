import type {
  AllChecks,
  Compatibility,
  ContainerDefinition,
  ContainerDependency,
  HclModuleOptions,
  HealthCheck,
  LogConfiguration,
  Rule,
} from "../../aws";
import type { ConsulServers } from "../consul-servers";
import type { LineOptions } from "./options";
import type { SidecarRole } from "./sidecar-options";

/** A mesh task with its defaults filled in. */
export interface MeshTaskInput<O extends LineOptions> extends HclModuleOptions {
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
  readonly upstreams: readonly O["upstream"][];
  /** Ports that are called from outside the mesh: a proxy that catches traffic must not take what comes there. */
  readonly openPorts: readonly number[];
  readonly options: O["meshTask"];
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

export interface MeshTaskLine<O extends LineOptions> {
  /** What a task is told in a mesh of ours, beyond the HCL module: sidecars that count, a proxy that stops gently. */
  readonly inMesh: Partial<O["meshTask"]>;
  /** Ports that Consul and Envoy use in the task. */
  readonly reservedPorts: readonly number[];
  /** The fields of an upstream that the line knows. */
  readonly upstreamKeys: readonly string[];
  /** The sidecars that the line can have, and the names of their containers. */
  readonly sidecarNames: { readonly [S in SidecarRole]?: string };
  /** The programs of a task's sidecars: what must go with the Consul of the servers. */
  images(options: Partial<O["meshTask"]>): SidecarImages;
  /** Ports on which the proxy listens beside the reserved ones, by prop. */
  listenerPorts(input: MeshTaskInput<O>): Readonly<Record<string, number>>;
  /** Who checks the application on this line: ECS in its container, or Consul. */
  httpHealthCheck(check: HttpHealthCheck): { readonly healthCheck?: HealthCheck; readonly consulCheck?: object };
  /** Whether Consul learns how the application is: a task of which it does not is called as soon as its proxy is there. */
  isChecked(input: MeshTaskInput<O>): boolean;
  /** Whether the task's traffic is redirected into the proxy, and its DNS queries are answered by Consul. */
  transparentProxy(task: Pick<MeshTaskInput<O>, "compatibilities" | "options">): TransparentProxyState;
  /** What is checked of each of the line's own options by itself. */
  optionChecks(): AllChecks<O["meshTask"]>;
  /** What is asked of the options together, and of the servers. */
  rules(input: MeshTaskInput<O>): Rule[];
  sidecars(input: MeshTaskInput<O>): Sidecars;
  /** ARNs that the execution role must be able to read. */
  secretArns(servers: ConsulServers): readonly string[];
}

/** Images, by what runs in them; a line has some of them. */
export interface SidecarImages {
  readonly dataplane?: string;
  readonly envoy?: string;
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
}
