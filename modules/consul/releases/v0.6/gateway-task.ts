import type { ContainerDefinition } from "../../../aws";
import { gatewayPort, gatewayRegistration, type GatewayTaskInput, type GatewayTaskLine } from "../gateway-task";
import { consulEcsConfig, consulLogin, healthSync, meshInit } from "../sidecar";
import { sidecarResourceRules, tailored } from "../sidecar-options";
import { clientAgent, clientAgentRules, executionRoleSecrets } from "./client-agent";
import { agentAddress } from "./config-document";
import { ENVOY_IMAGE, envoy, PROXY } from "./mesh-task";
import type { Options06 } from "./options";

export const gatewayTask: GatewayTaskLine<Options06> = {
  kinds: ["mesh-gateway"],
  inMesh: { sidecarsEssential: true },
  proxyContainer: PROXY,
  listenerPorts: () => [],
  roleTags: () => ({}),
  rules: (input) => [
    ...clientAgentRules(input),
    ...sidecarResourceRules(input.options, ["meshInit", "clientAgent", "proxy", "healthSync"]),
  ],
  containers,
  secretArns: executionRoleSecrets,
};

function containers(input: GatewayTaskInput<Options06>): ContainerDefinition[] {
  const { options } = input;
  const environment = consulEcsConfig(gatewayConfig(input));
  const agent = { ...clientAgent(input), essential: options.sidecarsEssential ?? false };
  // A gateway has no health to carry over: with ACLs health-sync logs the task out when it stops.
  const sync = input.servers.acls ? [healthSync({ ...input, environment })] : [];
  const can = { readonlyRootFilesystem: true };
  return [
    tailored(meshInit({ ...input, environment }), "meshInit", options, can),
    tailored(agent, "clientAgent", options, can),
    tailored(proxyContainer(input), "proxy", options, can),
    ...sync.map((container) => tailored(container, "healthSync", options, can)),
  ];
}

function proxyContainer(input: GatewayTaskInput<Options06>): ContainerDefinition {
  return {
    ...envoy({
      image: input.options.envoyImage ?? ENVOY_IMAGE,
      listenerPort: input.lanAddress.port,
      essential: true,
      logConfiguration: input.logConfiguration,
    }),
    portMappings: gatewayPort(input),
  };
}

/** CONSUL_ECS_CONFIG_JSON of a gateway. */
export function gatewayConfig(input: GatewayTaskInput<Options06>): object {
  return {
    ...agentAddress(input.servers),
    consulLogin: { ...consulLogin(input.servers, input.serviceTokenAuthMethodName), ...input.consulLogin },
    gateway: gatewayRegistration(input),
    healthSyncContainers: [],
  };
}
