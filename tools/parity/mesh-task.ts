import {
  type ConsulCheck,
  type MeshTaskOptions010,
  type MeshTaskOptions06,
  type PeeredUpstream,
  type Upstream,
} from "../../modules/consul";
import { ExternalConsulServers } from "../../modules/servers/external";
import { MeshTask, type Volume } from "../../modules/mesh/task";
import type { ModuleCall } from "./call";
import type { HclInputs } from "./hcl-inputs";
import { clientAgentServers, dataplaneServers } from "./servers";
import {
  clientAgentOptions,
  configExtras,
  container,
  configExtras010,
  meshOptions,
  ownRole,
  transparentProxy,
} from "./task";
import { anyObject, bool, list, number, object, string, stringOrNone } from "./types";
import { storageOf, volumeType } from "./volumes";

export const meshTask06: ModuleCall = (hcl) => {
  const servers = clientAgentServers(hcl);
  const props = {
    ...commonProps(hcl),
    ...clientAgentOptions(hcl),
    upstreams: hcl.optional("upstreams", list(anyObject<Upstream>)),
    checks: hcl.optional("checks", list(anyObject<ConsulCheck>)),
    consulEcsConfig: configExtras<MeshTaskOptions06["consulEcsConfig"]>(hcl),
  };
  return (scope, module) => {
    return new MeshTask(scope, "mesh-task", {
      ...props,
      ...module,
      release: "0.6",
      servers: ExternalConsulServers.fromAttributes(servers),
    });
  };
};

export const meshTask010: ModuleCall = (hcl) => {
  const { tls, ...servers } = dataplaneServers(hcl);
  const allServers = {
    ...servers,
    acls: hcl.optional("acls", bool),
    tls: tls && { ...tls, caCertFile: hcl.optional("ca_cert_file", stringOrNone) },
  };
  const props = {
    ...commonProps(hcl),
    upstreams: hcl.optional("upstreams", list(anyObject<PeeredUpstream>)),
    dataplaneImage: hcl.optional("consul_dataplane_image", string),
    envoyReadinessPort: hcl.optional("envoy_readiness_port", number),
    transparentProxy: transparentProxy(hcl),
    consulEcsConfig: configExtras010<MeshTaskOptions010["consulEcsConfig"]>(hcl),
  };
  return (scope, module) => {
    const servers = ExternalConsulServers.fromAttributes(allServers);
    return new MeshTask(scope, "mesh-task", { ...props, ...module, release: "0.10", servers });
  };
};

function commonProps(hcl: HclInputs) {
  return {
    ...meshOptions(hcl),
    containers: hcl.required("container_definitions", list(container)),
    namespace: hcl.optional("consul_namespace", stringOrNone),
    port: hcl.optional("port", number),
    outboundOnly: hcl.optional("outbound_only", bool),
    publicListenerPort: hcl.optional("envoy_public_listener_port", number),
    applicationShutdownDelaySeconds: hcl.optional("application_shutdown_delay_seconds", number),
    taskRole: ownRole(hcl, "task", "taskRole"),
    // The module does not ask whether the auth method trusts a role that is given.
    taskRoleTrustedElsewhere: true,
    executionRole: ownRole(hcl, "execution", "executionRole"),
    volumes: hcl.optional("volumes", list(volume)),
  };
}

function volume(value: unknown): Volume {
  return { ...storageOf(volumeType(value)), hostPath: hostPath(value).host_path };
}

const hostPath = object({}, { host_path: string });
