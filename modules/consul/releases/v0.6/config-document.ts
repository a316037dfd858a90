import type { ConsulServers } from "../../consul-servers";
import type { MeshTaskInput } from "../mesh-task";
import { BOOTSTRAP_DIR, consulLogin } from "../sidecar";
import type { Options06 } from "./options";

/** The client agent writes the CA of the HTTP API here, for mesh-init and health-sync. */
export const HTTPS_CA_FILE = `${BOOTSTRAP_DIR}/consul-https-ca-cert.pem`;

/** CONSUL_ECS_CONFIG_JSON of a mesh task, with every key that the HCL module writes, empty or not. */
export function meshTaskConfig(input: MeshTaskInput<Options06>): object {
  const { options, servers } = input;
  return {
    ...agentAddress(servers),
    consulLogin: {
      ...consulLogin(input.servers, input.serviceTokenAuthMethodName),
      ...options.consulEcsConfig?.consulLogin,
    },
    service: {
      name: input.serviceName,
      tags: input.serviceTags,
      port: input.port,
      meta: input.serviceMeta,
      checks: consulsOwnChecks(input),
      namespace: input.namespace,
      partition: input.partition,
      ...options.consulEcsConfig?.service,
    },
    proxy: {
      publicListenerPort: input.publicListenerPort,
      upstreams: input.upstreams,
      ...options.consulEcsConfig?.proxy,
    },
    healthSyncContainers: healthSyncContainers(input),
  };
}

/** Where consul-ecs works, and where it logs in. */
export function agentAddress(servers: ConsulServers): object {
  return {
    bootstrapDir: BOOTSTRAP_DIR,
    consulHTTPAddr: servers.httpAddress ?? "",
    consulCACertFile: servers.tls?.httpsCaCertSecretArn ? HTTPS_CA_FILE : "",
  };
}

/** The checks that the client agent runs. */
export function consulsOwnChecks({ options, consulCheck }: MeshTaskInput<Options06>): readonly object[] {
  return [...(options.checks ?? []), ...(consulCheck ? [consulCheck] : [])];
}

/** Consul refuses a service that has both checks of its own and checks that are carried over. */
export function healthSyncContainers(input: MeshTaskInput<Options06>): readonly string[] {
  return consulsOwnChecks(input).length > 0 ? [] : input.healthCheckedContainers;
}
