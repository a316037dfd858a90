import { z } from "zod";
import { nearest, quoteList } from "../../modules/aws";
import { chosenKind } from "./kinds";
import { isObject, type Fault } from "./messages";
import { awsId, flag, ipv4Range, list, oneOf, wholeNumber } from "./values";

/** A network that is made. */
const newNetwork = (cidr: string) =>
  z.strictObject({
    /** IPv4 range of the VPC, /16 to /25. It cannot be changed later without a new VPC. */
    cidr: ipv4Range(`Write it as '${cidr}'.`, { largest: 16, smallest: 25 }).default(cidr),
    /** Number of availability zones, each with a public and a private subnet. @default 3 */
    availabilityZones: wholeNumber(
      2,
      6,
      "A load balancer needs two; three let a quorum survive the loss of one.",
    ).default(3),
    /** One NAT gateway for all zones, or one in each, which survives the loss of a zone and costs as much more. @default "single" */
    natGateways: oneOf(
      ["single", "one-per-zone"],
      "'single' costs less; with 'one-per-zone' no zone depends on another.",
    ).default("single"),
    /** Writes down in CloudWatch which connections security groups turned away. @default false */
    flowLogs: flag().default(false),
  });

const subnets = "Name subnets of the VPC by their ids.";
const routeTables = "Leave it out where there is none.";

/** A network that somebody else made. */
const existingNetwork = z.strictObject({
  vpcId: awsId("vpc"),
  /** For load balancers that the internet reaches. */
  publicSubnetIds: list(awsId("subnet"), 2, `A load balancer needs two zones. ${subnets}`),
  /** For tasks and servers. */
  privateSubnetIds: list(awsId("subnet"), 1, `Tasks and servers are put there. ${subnets}`),
  /** The range and the route tables are for servers behind a peering, which needs routes. */
  vpcCidr: ipv4Range("Copy the range of the VPC.", { largest: 16, smallest: 28 }).optional(),
  publicRouteTableIds: list(awsId("rtb"), 1, routeTables).optional(),
  privateRouteTableIds: list(awsId("rtb"), 1, routeTables).optional(),
});

type NewNetwork = ReturnType<typeof newNetwork>;

/** A network of our own, with this range if it is not said, or one that exists. Its keys tell which one is meant. */
export const networkSchema = (cidr: string) => {
  const made = newNetwork(cidr);
  return chosenKind([made, existingNetwork], (network) => {
    const exists = hasKeyOf(network, existingNetwork) || hasKeyLike(network, existingNetwork, made);
    if (isObject(network) && exists && hasKeyOf(network, made)) return mixed(network, made);
    return exists ? existingNetwork : made;
  }).prefault({});
};

function hasKeyOf(network: unknown, { shape }: z.ZodObject): boolean {
  return isObject(network) && Object.keys(network).some((key) => Object.hasOwn(shape, key));
}

/** Whether a slip of the pen tells which one is meant: then its keys are the ones to list. */
function hasKeyLike(network: unknown, { shape }: z.ZodObject, other: z.ZodObject): boolean {
  if (!isObject(network) || hasKeyOf(network, other)) return false;
  const both = [...Object.keys(shape), ...Object.keys(other.shape)];
  return Object.keys(network).some((key) => Object.hasOwn(shape, nearest(key, both) ?? ""));
}

function mixed(network: object, made: NewNetwork): Fault {
  const keys = (schema: z.ZodObject) => quoteList(Object.keys(schema.shape));
  return {
    path: [],
    words:
      `must be a network that is made, with the keys ${keys(made)}, or one that exists, with the keys ` +
      `${keys(existingNetwork)} (got ${quoteList(Object.keys(network))}). Remove the keys of the one that is not meant.`,
  };
}

export type NetworkData = z.output<ReturnType<typeof networkSchema>>;
