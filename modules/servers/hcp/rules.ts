import type { Construct } from "constructs";
import {
  allProps,
  awsId,
  every,
  flag,
  isKnown,
  isListToken,
  known,
  mandatory,
  must,
  notEmpty,
  nothingEphemeral,
  object,
  oneOf,
  pattern,
  recoveryWindowRule,
  region,
  required,
  secretArn,
  shape,
  together,
  trueOrFalse,
  typeRules,
  unshown,
  type AllChecks,
  type Check,
  type Rule,
} from "../../aws";
import type { Network } from "../../aws/network";
import { hvnCidr } from "./cidr";
import type { ExistingHcpCluster, HcpCluster, HcpServersProps } from "./props";

export const DEFAULT_HVN_CIDR = "172.25.16.0/20";
export const DEFAULT_DATACENTER = "dc1";

/** Every rule about the props of servers on HCP, but that the two ranges are apart, which belongs to the peering. */
export function hcpServersRules(scope: Construct, props: HcpServersProps): Rule[] {
  return together([...typeRules("HcpServers", props), ...allProps(props, checks())], () => [
    ...clusterRules(props),
    ...(hasPeering(props.cluster ?? {}) ? networkRules(props.network) : []),
    ...nothingEphemeral(scope, props),
  ]);
}

/** Whether the peering is made here. */
export function hasPeering(cluster: HcpCluster | ExistingHcpCluster): boolean {
  return cluster.clusterId === undefined || (cluster.peering ?? true);
}

function checks(): AllChecks<HcpServersProps> {
  return {
    release: [],
    // The longest suffix is "-peering", and HCP's ids have at most 36 characters.
    name: mandatory(
      pattern(
        /^[a-zA-Z]([a-zA-Z0-9-]{0,26}[a-zA-Z0-9])?$/,
        "must be 1 to 28 letters, digits and hyphens, the first a letter, because '<name>-peering' is an id on HCP",
        "Shorten it, or choose another.",
      ),
    ),
    region: mandatory(region("must be an AWS region", "Give the region of the VPC, such as 'us-east-1'.")),
    network: mandatory(
      every(
        known("because its members decide what is made", "Give a Vpc, or ExistingNetwork.fromIds({...})."),
        must<unknown>("must be a network", "Give a Vpc, or ExistingNetwork.fromIds({...}).", isObject),
      ),
    ),
    cluster: known("because its members decide what is made", "Write it out. What is in it may be tokens."),
    secretsRecoveryWindowInDays: (prop, days) => [recoveryWindowRule(prop, days as number | undefined)],
  };
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function clusterRules({ cluster = {} }: HcpServersProps): Rule[] {
  if (!isObject(cluster)) return shape<object>({})("cluster", cluster);
  return (cluster.clusterId === undefined ? newCluster(cluster) : existingCluster())("cluster", cluster);
}

function newCluster({ tier = "development" }: HcpCluster): Check {
  return object<HcpCluster>({
    clusterId: [],
    datacenter: pattern(
      /^[a-z0-9_-]{3,36}$/,
      "must be 3 to 36 lower case letters, digits, hyphens and underscores",
      "Choose another name: HCP takes no other.",
    ),
    hvnCidr: hvnCidr(),
    tier: oneOf(["development", "standard", "plus", "premium"], "Leave it out for 'development'."),
    size: [
      oneOf(["x_small", "small", "medium", "large"], "Leave it out for HCP's own."),
      must(
        "must be 'x_small' on the tier 'development', and 'small', 'medium' or 'large' on the others",
        "Leave it out for HCP's own, or change the tier.",
        (size) => !isKnown(tier) || (size === "x_small") === (tier === "development"),
      ),
    ],
    minConsulVersion: pattern(/^v?\d+\.\d+\.\d+$/, "must be a version of three numbers", "Write it as '1.19.0'."),
    publicEndpoint: trueOrFalse(),
  });
}

function existingCluster(): Check {
  return object<ExistingHcpCluster>({
    clusterId: pattern(
      /^[a-zA-Z0-9-]{3,36}$/,
      "must be 3 to 36 letters, digits and hyphens",
      "Copy the cluster's id from HCP.",
    ),
    bootstrapToken: unshown(bootstrapToken()),
    peering: flag(),
  });
}

function bootstrapToken(): Check {
  const secret = shape<{ readonly secretArn: string }>({ secretArn: mandatory(secretArn()) });
  const other = [
    required("Give { secretArn }, or 'replace' for a new root token."),
    known("because it decides what is made", "Give { secretArn }, whose value may be a token, or 'replace'."),
    oneOf(["replace"], "Give { secretArn }, or 'replace' for a new root token.", "must be { secretArn } or 'replace'"),
  ];
  return (prop, value) => (isObject(value) ? [secret] : other).flatMap((check) => check(prop, value));
}

/** Without them neither HCP nor the VPC could send anything to the other. */
function networkRules({ vpcId, vpcCidr, publicRouteTableIds, privateRouteTableIds }: Network): Rule[] {
  const listed = known("because each route table gets a route", "Write the list out. The ids in it may be tokens.");
  const inList = (prop: string, ids: readonly string[]) => (isListToken(ids) ? listed(prop, ids) : []);
  return [
    ...mandatory(awsId("vpc"))("network.vpcId", vpcId),
    ...required("Give vpcCidr to ExistingNetwork.fromIds().", "is required for the route from HCP to the VPC")(
      "network.vpcCidr",
      vpcCidr,
    ),
    ...mandatory(
      notEmpty(
        "must name at least one route table, because the tasks' way to the servers is a route",
        "Give privateRouteTableIds to ExistingNetwork.fromIds(), or set cluster.peering to false where it exists.",
      ),
    )("network.privateRouteTableIds", privateRouteTableIds),
    ...inList("network.privateRouteTableIds", privateRouteTableIds),
    ...inList("network.publicRouteTableIds", publicRouteTableIds),
  ];
}
