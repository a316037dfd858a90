import type { ConsulServers } from "../../consul-servers";
import type { ControllerInput } from "../controller";
import type { MeshTaskInput } from "../mesh-task";
import { BOOTSTRAP_DIR, consulLogin } from "../sidecar";
import type { TransparentProxy, Options010 } from "./options";

/** Where Envoy says that it is ready, unless told otherwise. */
export const DEFAULT_READINESS_PORT = 22000;

/** CONSUL_ECS_CONFIG_JSON of a mesh task, with every key that the HCL module writes, empty or not. */
export function meshTaskConfig(input: MeshTaskInput<Options010>): object {
  const { options, servers } = input;
  return {
    bootstrapDir: BOOTSTRAP_DIR,
    consulLogin: {
      ...consulLogin(input.servers, input.serviceTokenAuthMethodName),
      ...options.consulEcsConfig?.consulLogin,
    },
    consulServers: {
      ...consulServers(servers),
      defaults: { ...tlsDefaults(servers), caCertFile: servers.tls?.caCertFile ?? "" },
    },
    healthSyncContainers: input.healthCheckedContainers,
    proxy: {
      publicListenerPort: input.publicListenerPort,
      healthCheckPort: options.envoyReadinessPort ?? DEFAULT_READINESS_PORT,
      upstreams: input.upstreams,
      ...options.consulEcsConfig?.proxy,
    },
    service: {
      name: input.serviceName,
      tags: input.serviceTags,
      port: input.port,
      meta: input.serviceMeta,
      namespace: input.namespace,
      partition: input.partition,
      ...options.consulEcsConfig?.service,
    },
    transparentProxy: transparentProxyConfig(withOpenPorts(input), transparentProxyEnabled(input)),
  };
}

/** A load balancer speaks no mTLS: the proxy must not take what it sends. */
function withOpenPorts({ options, openPorts }: MeshTaskInput<Options010>): TransparentProxy {
  const open = options.transparentProxy?.excludeInboundPorts ?? [];
  return { ...options.transparentProxy, excludeInboundPorts: [...new Set([...open, ...openPorts])] };
}

/** CONSUL_ECS_CONFIG_JSON of the controller. */
export function controllerConfig({ servers, iamRolePath, partition }: ControllerInput): object {
  return {
    bootstrapDir: BOOTSTRAP_DIR,
    consulServers: consulServers(servers),
    controller: { iamRolePath, partitionsEnabled: partition !== undefined, partition: partition ?? "" },
  };
}

/** Transparent proxy needs a network namespace that mesh-init may change, which Fargate does not give. */
export function transparentProxyEnabled({
  compatibilities,
  options,
}: {
  readonly compatibilities: readonly string[];
  readonly options: { readonly transparentProxy?: TransparentProxy };
}): boolean {
  return options.transparentProxy?.enabled ?? isEc2Only(compatibilities);
}

export function isEc2Only(compatibilities: readonly string[]): boolean {
  return compatibilities.length === 1 && compatibilities[0] === "EC2";
}

export function transparentProxyConfig(settings: TransparentProxy = {}, enabled: boolean): object {
  return {
    enabled,
    excludeInboundPorts: settings.excludeInboundPorts ?? [],
    excludeOutboundPorts: settings.excludeOutboundPorts ?? [],
    excludeOutboundCIDRs: settings.excludeOutboundCidrs ?? [],
    excludeUIDs: settings.excludeUids ?? [],
    consulDNS: { enabled: settings.consulDns ?? false },
  };
}

export function consulServers(servers: ConsulServers): object {
  const tls = servers.tls?.enabled ?? false;
  return {
    hosts: servers.hosts,
    skipServerWatch: servers.skipServerWatch ?? false,
    defaults: tlsDefaults(servers),
    http: { port: tls ? 8501 : 8500, https: tls, ...servers.http },
    grpc: { port: tls ? 8503 : 8502, ...servers.grpc },
  };
}

export function tlsDefaults({ tls }: ConsulServers): object {
  return { tls: tls?.enabled ?? false, tlsServerName: tls?.serverName ?? "" };
}
