import {
  flag,
  isListToken,
  known,
  must,
  notEmpty,
  pattern,
  recoveryWindowRule,
  required,
  secretArn,
  shape,
  type Rule,
} from "../../aws";
import type { Network } from "../../aws/network";
import { hvnCidrRule } from "./cidr";
import type { ExistingHcpCluster, HcpCluster, HcpServersProps } from "./props";

export const DEFAULT_HVN_CIDR = "172.25.16.0/20";
export const DEFAULT_DATACENTER = "dc1";

/** Every rule about the props of servers on HCP, but that the two ranges are apart, which belongs to the peering. */
export function hcpServersRules(props: HcpServersProps): Rule[] {
  const cluster = props.cluster ?? {};
  return [
    // The longest suffix is "-peering", and HCP's ids have at most 36 characters.
    ...pattern(
      /^[a-zA-Z]([a-zA-Z0-9-]{0,26}[a-zA-Z0-9])?$/,
      "must be 1 to 28 letters, digits and hyphens, the first a letter, because '<name>-peering' is an id on HCP",
      "Shorten it, or choose another.",
    )("name", props.name ?? null),
    recoveryWindowRule("secretsRecoveryWindowInDays", props.secretsRecoveryWindowInDays),
    ...(cluster.clusterId === undefined ? clusterRules(cluster) : existingClusterRules(cluster)),
    ...(hasPeering(cluster) ? networkRules(props.network) : []),
  ];
}

/** Whether the peering is made here. */
export function hasPeering(cluster: HcpCluster | ExistingHcpCluster): boolean {
  return cluster.clusterId === undefined || (cluster.peering ?? true);
}

function clusterRules(cluster: HcpCluster): Rule[] {
  const { tier = "development" } = cluster;
  return [
    ...shape<HcpCluster>({
      clusterId: [],
      datacenter: pattern(
        /^[a-z0-9_-]{3,36}$/,
        "must be 3 to 36 lower case letters, digits, hyphens and underscores",
        "Choose another name: HCP takes no other.",
      ),
      hvnCidr: [],
      tier: [],
      size: must(
        "must be 'x_small' on the tier 'development', and 'small', 'medium' or 'large' on the others",
        "Leave it out for HCP's own, or change the tier.",
        (size) => (size === "x_small") === (tier === "development"),
      ),
      minConsulVersion: pattern(/^v?\d+\.\d+\.\d+$/, "must be a version of three numbers", "Write it as '1.19.0'."),
      publicEndpoint: [],
    })("cluster", cluster),
    hvnCidrRule("cluster.hvnCidr", cluster.hvnCidr ?? DEFAULT_HVN_CIDR),
  ];
}

function existingClusterRules(cluster: ExistingHcpCluster): Rule[] {
  const { bootstrapToken } = cluster;
  return [
    ...shape<ExistingHcpCluster>({
      clusterId: pattern(
        /^[a-zA-Z0-9-]{3,36}$/,
        "must be 3 to 36 letters, digits and hyphens",
        "Copy the cluster's id from HCP.",
      ),
      bootstrapToken: required("Give { secretArn }, or 'replace' for a new root token."),
      peering: flag(),
    })("cluster", cluster),
    ...(typeof bootstrapToken === "object"
      ? secretArn()("cluster.bootstrapToken.secretArn", bootstrapToken.secretArn)
      : []),
  ];
}

/** Without them neither HCP nor the VPC could send anything to the other. */
function networkRules({ vpcCidr, publicRouteTableIds, privateRouteTableIds }: Network): Rule[] {
  const listed = known("because each route table gets a route", "Write the list out. The ids in it may be tokens.");
  const inList = (prop: string, ids: readonly string[]) => (isListToken(ids) ? listed(prop, ids) : []);
  return [
    ...required("Give vpcCidr to ExistingNetwork.fromIds().", "is required for the route from HCP to the VPC")(
      "network.vpcCidr",
      vpcCidr,
    ),
    ...notEmpty(
      "must name at least one route table, because the tasks' way to the servers is a route",
      "Give privateRouteTableIds to ExistingNetwork.fromIds(), or set cluster.peering to false where it exists.",
    )("network.privateRouteTableIds", privateRouteTableIds),
    ...inList("network.privateRouteTableIds", privateRouteTableIds),
    ...inList("network.publicRouteTableIds", publicRouteTableIds),
  ];
}
