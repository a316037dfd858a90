import type { LaunchType } from "../../modules/aws";
import { type GatewayKind, type GatewayTaskOptions010, type GatewayVolume } from "../../modules/consul";
import { ExternalConsulServers } from "../../modules/servers/external";
import { GatewayTask, type GatewayExposure, type GatewayLoadBalancer } from "../../modules/mesh/gateway";
import type { ModuleCall } from "./call";
import type { HclInputs } from "./hcl-inputs";
import { clientAgentServers, dataplaneServers } from "./servers";
import { clientAgentOptions, configExtras, container, configExtras010, meshOptions, transparentProxy } from "./task";
import { bool, list, number, object, string, stringOrNone, word } from "./types";
import { storageOf, volumeType } from "./volumes";

export const gatewayTask06: ModuleCall = (hcl) => {
  const servers = clientAgentServers(hcl);
  const props = {
    ...commonProps(hcl),
    ...clientAgentOptions(hcl),
    // The only one of the line: another is for the construct to refuse.
    kind: hcl.required("kind", word<"mesh-gateway">),
    consulEcsConfig: configExtras<GatewayExtras>(hcl),
  };
  return (scope, module) => {
    const external = ExternalConsulServers.fromAttributes(servers);
    return new GatewayTask(scope, "gateway-task", { ...props, ...module, release: "0.6", servers: external });
  };
};

export const gatewayTask010: ModuleCall = (hcl) => {
  const servers = { ...dataplaneServers(hcl), acls: hcl.optional("acls", bool) };
  // Declared by the module, and not used.
  hcl.optional("consul_image", string);
  const props = {
    ...commonProps(hcl),
    kind: hcl.required("kind", word<GatewayKind>),
    desiredCount: hcl.optional("gateway_count", number),
    dataplaneImage: hcl.optional("consul_dataplane_image", string),
    envoyReadinessPort: hcl.optional("envoy_readiness_port", number),
    volumes: hcl.optional("volumes", list(gatewayVolume)),
    extraContainers: hcl.optional("extra_container_definitions", list(container)),
    transparentProxy: transparentProxy(hcl),
    consulEcsConfig: configExtras010<GatewayExtras>(hcl),
    targetGroups: targetGroups(hcl),
  };
  return (scope, module) => {
    const external = ExternalConsulServers.fromAttributes(servers);
    // The compiler knows that target groups exclude a load balancer; here both may have been given.
    const all = { ...props, ...module, release: "0.10", servers: external } as ConstructorParameters<
      typeof GatewayTask
    >[2];
    return new GatewayTask(scope, "gateway-task", all);
  };
};

/** What line 0.6 and line 0.10 take of `consul_ecs_config`. */
type GatewayExtras = ConstructorParameters<typeof GatewayTask>[2]["consulEcsConfig"];

function commonProps(hcl: HclInputs) {
  return {
    ...meshOptions(hcl),
    clusterArn: hcl.required("ecs_cluster_arn", string),
    subnetIds: hcl.required("subnets", list(string)),
    securityGroupIds: hcl.optional("security_groups", list(string)),
    launchType: hcl.optional("launch_type", word<LaunchType>),
    assignPublicIp: hcl.optional("assign_public_ip", bool),
    lanAddress: hcl.optional("lan_address", stringOrNone),
    lanPort: hcl.optional("lan_port", number) || undefined,
    wanPort: hcl.optional("wan_port", number) || undefined,
    wanFederation: hcl.optional("enable_mesh_gateway_wan_federation", bool),
    ...exposure(hcl),
  };
}

/** How the gateway is reached. What excludes each other may both be given, and is for the construct to refuse. */
function exposure(hcl: HclInputs): GatewayExposure {
  const enabled = hcl.optional("lb_enabled", bool) ?? false;
  const loadBalancer = {
    vpcId: hcl.optional("lb_vpc_id", string) ?? "",
    subnetIds: hcl.optional("lb_subnets", list(string)) ?? [],
    ...securityGroup(hcl),
  } as GatewayLoadBalancer;
  return {
    loadBalancer: enabled ? loadBalancer : undefined,
    wanAddress: hcl.optional("wan_address", stringOrNone),
  } as GatewayExposure;
}

/** The three variables can say what is one choice in the construct, and contradict each other. */
function securityGroup(hcl: HclInputs) {
  const create = hcl.optional("lb_create_security_group", bool) ?? true;
  const modify = hcl.optional("lb_modify_security_group", bool) ?? false;
  const id = hcl.optional("lb_modify_security_group_id", string) ?? "";
  const ingressCidrBlocks = hcl.optional("lb_ingress_rule_cidr_blocks", list(string));
  const prop = "loadBalancer.securityGroup";
  hcl.refuse(
    {
      prop,
      rule: "is either made or modified: lb_create_security_group and lb_modify_security_group are both true",
      fix: "Set lb_create_security_group = false to open a security group of your own.",
      holds: !(create && modify),
    },
    {
      prop,
      rule: "has no id: lb_modify_security_group is true without lb_modify_security_group_id",
      fix: "Give the id of the security group to open.",
      holds: !modify || id !== "",
    },
  );
  // The module's own behaviour, although nobody then reaches a LAN port that is not the WAN port.
  const opened = { ingressCidrBlocks, openLanPort: false };
  if (modify) return { securityGroup: { modify: id }, ...opened };
  return create ? { securityGroup: "create", ...opened } : { securityGroup: "none" };
}

const targetGroup = object({ target_group_arn: string, container_name: string, container_port: number });

function targetGroups(hcl: HclInputs): GatewayTaskOptions010["targetGroups"] {
  return hcl.optional("custom_load_balancer_config", list(targetGroup))?.map((target) => ({
    targetGroupArn: target.target_group_arn,
    containerName: target.container_name,
    containerPort: target.container_port,
  }));
}

const mounted = object({}, { host_path: string, read_only: bool });

/** Here `host_path` is where the proxy sees the volume, and no path of the host. */
function gatewayVolume(value: unknown): GatewayVolume {
  const { host_path: containerPath, read_only: readOnly } = mounted(value);
  return { ...storageOf(volumeType(value)), containerPath, readOnly };
}
