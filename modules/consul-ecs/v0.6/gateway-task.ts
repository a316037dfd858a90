import type { ContainerDefinition } from "../../aws";
import { gatewayPort, gatewayRegistration, type GatewayTaskInput, type GatewayTaskLine } from "../gateway";
import { consulEcsConfig, consulLogin, HEALTH_SYNC, healthSync, MESH_INIT, meshInit } from "../sidecar";
import { clientAgent, clientAgentRules, executionRoleSecrets } from "./client-agent";
import { agentAddress } from "./config-document";
import { ENVOY_IMAGE, envoy, meshTask, PROXY } from "./mesh-task";

export const gatewayTask: GatewayTaskLine<"0.6"> = {
  kinds: ["mesh-gateway"],
  proxyContainer: PROXY,
  containerNames: [MESH_INIT, "consul-client", PROXY, HEALTH_SYNC],
  takenPorts: () => meshTask.reservedPorts,
  roleTags: () => ({}),
  rules: clientAgentRules,
  containers,
  secretArns: executionRoleSecrets,
};

function containers(input: GatewayTaskInput<"0.6">): ContainerDefinition[] {
  const environment = consulEcsConfig(gatewayConfig(input));
  return [
    meshInit({ ...input, environment }),
    clientAgent(input),
    {
      ...envoy({
        image: input.options.envoyImage ?? ENVOY_IMAGE,
        listenerPort: input.lanAddress.port,
        essential: true,
        logConfiguration: input.logConfiguration,
      }),
      portMappings: gatewayPort(input),
    },
    // A gateway has no health to carry over: with ACLs it logs the task out when it stops.
    ...(input.servers.acls ? [healthSync({ ...input, environment })] : []),
  ];
}

/** CONSUL_ECS_CONFIG_JSON of a gateway. */
export function gatewayConfig(input: GatewayTaskInput<"0.6">): object {
  return {
    ...agentAddress(input.servers),
    consulLogin: { ...consulLogin(input.servers, input.serviceTokenAuthMethodName), ...input.consulLogin },
    gateway: gatewayRegistration(input),
    healthSyncContainers: [],
  };
}
