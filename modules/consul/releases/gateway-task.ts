import type {
  AllChecks,
  Compatibility,
  ContainerDefinition,
  HclModuleOptions,
  LogConfiguration,
  Rule,
} from "../../aws";
import type { ConsulServers } from "../consul-servers";
import type { LoginExtras } from "./config-extras";
import type { GatewayKind } from "./gateway-exposure";
import type { LineOptions } from "./options";

/** An address of a gateway. */
export interface GatewayAddress {
  /** Empty for the task's own. */
  readonly address: string;
  readonly port: number;
}

/** A gateway with its defaults filled in. */
export interface GatewayTaskInput<O extends LineOptions> extends HclModuleOptions {
  readonly servers: ConsulServers;
  readonly serviceName: string;
  readonly serviceTags: readonly string[];
  readonly serviceMeta: Readonly<Record<string, string>>;
  readonly namespace: string;
  readonly partition: string;
  readonly lanAddress: GatewayAddress;
  readonly wanAddress: GatewayAddress;
  readonly serviceTokenAuthMethodName: string;
  readonly consulLogin?: LoginExtras;
  readonly consulEcsImage: string;
  readonly compatibilities: readonly Compatibility[];
  readonly logConfiguration?: LogConfiguration;
  readonly options: O["gatewayTask"];
}

/** What a line makes of a gateway. */
export interface GatewayTaskLine<O extends LineOptions> {
  readonly kinds: readonly GatewayKind[];
  /** What a gateway is told in a mesh of ours, beyond the HCL module: the proxy of the mesh tasks, sidecars that count. */
  readonly inMesh: Partial<O["gatewayTask"]>;
  /** Name of the container that a load balancer sends its traffic to. */
  readonly proxyContainer: string;
  /** Ports on which the proxy listens beside the LAN port and the reserved ones. */
  listenerPorts(options: O["gatewayTask"]): readonly number[];
  /** Tags of the task role, beside those of every task of the mesh. */
  roleTags(kind: GatewayKind): Readonly<Record<string, string>>;
  /** What is checked of each of the line's own options by itself. */
  optionChecks(): AllChecks<O["gatewayTask"]>;
  /** What is asked of the options together, and of the servers. */
  rules(input: GatewayTaskInput<O>): Rule[];
  containers(input: GatewayTaskInput<O>): ContainerDefinition[];
  /** ARNs that the execution role must be able to read. */
  secretArns(servers: ConsulServers): string[];
}

/** The `gateway` part of CONSUL_ECS_CONFIG_JSON, with every key that the HCL modules write, empty or not. */
export function gatewayRegistration(input: GatewayTaskInput<LineOptions>): object {
  return {
    kind: input.options.kind,
    name: input.serviceName,
    tags: input.serviceTags,
    meta: input.serviceMeta,
    namespace: input.namespace,
    partition: input.partition,
    lanAddress: input.lanAddress,
    wanAddress: input.wanAddress,
  };
}

/** The port on which other proxies reach the gateway. */
export function gatewayPort(
  input: Pick<GatewayTaskInput<LineOptions>, "lanAddress">,
): ContainerDefinition["portMappings"] {
  const { port } = input.lanAddress;
  return [{ containerPort: port, hostPort: port, protocol: "tcp" }];
}
