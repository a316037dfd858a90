import { imageName, once, type ContainerDefinition } from "../../../aws";
import { gatewayPort, gatewayRegistration, type GatewayTaskInput, type GatewayTaskLine } from "../gateway-task";
import { consulEcsConfig, consulLogin, healthSync, meshInit } from "../sidecar";
import { notHere, sidecarChecks, tailored } from "../sidecar-options";
import { clientAgent, clientAgentChecks, clientAgentRules, executionRoleSecrets } from "./client-agent";
import { agentAddress } from "./config-document";
import { ENVOY_IMAGE, envoy, PROXY } from "./mesh-task";
import type { Options06 } from "./options";

export const gatewayTask: GatewayTaskLine<Options06> = {
  kinds: ["mesh-gateway"],
  inMesh: { sidecarsEssential: true },
  proxyContainer: PROXY,
  listenerPorts: () => [],
  roleTags: () => ({}),
  optionChecks: once(() => ({
    ...clientAgentChecks(),
    ...sidecarChecks(["meshInit", "clientAgent", "proxy", "healthSync"]),
    // Which there are depends on the line.
    kind: [],
    envoyImage: imageName(),
    desiredCount: notHere(ON_010),
    targetGroups: notHere(ON_010),
    volumes: notHere(ON_010),
    extraContainers: notHere(ON_010),
  })),
  rules: clientAgentRules,
  containers,
  secretArns: executionRoleSecrets,
};

const ON_010 = "is an option of release line 0.10";

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
