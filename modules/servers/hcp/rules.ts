import { Fn, Token } from "cdktf";
import { judge, onlyKeys, recoveryWindowRule, type Rule } from "../../aws";
import { secretArnRule } from "../../consul";
import type { Network } from "../../aws/network";
import { hvnCidrRule } from "./cidr";
import type { ExistingHcpCluster, HcpCluster, HcpServersProps } from "./props";

export const DEFAULT_HVN_CIDR = "172.25.16.0/20";
export const DEFAULT_DATACENTER = "dc1";

const HCP_CLUSTER_PROPS = [
  "clusterId",
  "datacenter",
  "hvnCidr",
  "tier",
  "size",
  "minConsulVersion",
  "publicEndpoint",
] as const satisfies (keyof HcpCluster)[];
const EXISTING_CLUSTER_PROPS = [
  "clusterId",
  "bootstrapToken",
  "peering",
] as const satisfies (keyof ExistingHcpCluster)[];

/** Every rule about the props of servers on HCP, but that the two ranges are apart, which belongs to the peering. */
export function hcpServersRules(props: HcpServersProps): Rule[] {
  const cluster = props.cluster ?? {};
  return [
    nameRule(props.name),
    recoveryWindowRule("secretsRecoveryWindowInDays", props.secretsRecoveryWindowInDays),
    ...(cluster.clusterId === undefined ? clusterRules(cluster) : existingClusterRules(cluster)),
    ...(hasPeering(cluster) ? networkRules(props.network) : []),
  ];
}

/** Whether the peering is made here. */
export function hasPeering(cluster: HcpCluster | ExistingHcpCluster): boolean {
  return cluster.clusterId === undefined || (cluster.peering ?? true);
}

/** The longest suffix is "-peering", and HCP's ids have at most 36 characters. */
function nameRule(name: string): Rule {
  const pattern = "^[a-zA-Z]([a-zA-Z0-9-]{0,26}[a-zA-Z0-9])?$";
  return {
    prop: "name",
    rule: "must be 1 to 28 letters, digits and hyphens, the first a letter, because '<name>-peering' is an id on HCP",
    got: name,
    fix: "Shorten it, or choose another.",
    holds: judge(
      name,
      (value) => new RegExp(pattern).test(value),
      (value) => Fn.can(Fn.regex(pattern, value)),
    ),
  };
}

function clusterRules(cluster: HcpCluster): Rule[] {
  const { datacenter, tier = "development", size, minConsulVersion } = cluster;
  return [
    ...onlyKeys("cluster", cluster, HCP_CLUSTER_PROPS),
    {
      prop: "cluster.datacenter",
      rule: "must be 3 to 36 lower case letters, digits, hyphens and underscores",
      got: datacenter,
      fix: "Choose another name: HCP takes no other.",
      holds: judge(
        datacenter,
        (value) => /^[a-z0-9_-]{3,36}$/.test(value),
        (value) => Fn.can(Fn.regex("^[a-z0-9_-]{3,36}$", value)),
      ),
    },
    hvnCidrRule("cluster.hvnCidr", cluster.hvnCidr ?? DEFAULT_HVN_CIDR),
    {
      prop: "cluster.size",
      rule: "must be 'x_small' on the tier 'development', and 'small', 'medium' or 'large' on the others",
      got: size,
      fix: "Leave it out for HCP's own, or change the tier.",
      holds: judge(size, (value) => (value === "x_small") === (tier === "development")),
    },
    {
      prop: "cluster.minConsulVersion",
      rule: "must be a version of three numbers",
      got: minConsulVersion,
      fix: "Write it as '1.19.0'.",
      holds: judge(minConsulVersion, (value) => /^v?\d+\.\d+\.\d+$/.test(value)),
    },
  ];
}

function existingClusterRules(cluster: ExistingHcpCluster): Rule[] {
  const { clusterId, bootstrapToken } = cluster;
  return [
    ...onlyKeys("cluster", cluster, EXISTING_CLUSTER_PROPS),
    {
      prop: "cluster.clusterId",
      rule: "must be 3 to 36 letters, digits and hyphens",
      got: clusterId,
      fix: "Copy the cluster's id from HCP.",
      holds: judge(clusterId, (value) => /^[a-zA-Z0-9-]{3,36}$/.test(value)),
    },
    ...(bootstrapToken === "replace"
      ? []
      : [secretArnRule("cluster.bootstrapToken.secretArn", bootstrapToken.secretArn)]),
  ];
}

/** Without them neither HCP nor the VPC could send anything to the other. */
function networkRules({ vpcCidr, publicRouteTableIds, privateRouteTableIds }: Network): Rule[] {
  const listed = (prop: string, ids: readonly string[]): Rule => ({
    prop,
    rule: "must be a list that is known at synth, because each route table gets a route; it is a token",
    fix: "Write the list out. The ids in it may be tokens.",
    holds: !Token.isUnresolved(ids),
  });
  return [
    {
      prop: "network.vpcCidr",
      rule: "is required for the route from HCP to the VPC",
      fix: "Give vpcCidr to ExistingNetwork.fromIds().",
      holds: vpcCidr !== undefined,
    },
    {
      prop: "network.privateRouteTableIds",
      rule: "must name at least one route table, because the tasks' way to the servers is a route",
      got: privateRouteTableIds,
      fix: "Give privateRouteTableIds to ExistingNetwork.fromIds(), or set cluster.peering to false where it exists.",
      holds: privateRouteTableIds.length > 0,
    },
    listed("network.privateRouteTableIds", privateRouteTableIds),
    listed("network.publicRouteTableIds", publicRouteTableIds),
  ];
}
