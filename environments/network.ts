import { z } from "zod";

/** A network that is made. */
const newNetwork = (cidr: string) =>
  z.strictObject({
    /** IPv4 range of the VPC, /16 to /26. */
    cidr: z.cidrv4().default(cidr),
    /** Number of availability zones, each with a public and a private subnet. */
    availabilityZones: z.int().min(2).max(6).default(3),
    /** One NAT gateway for all zones, or one in each, which survives the loss of a zone and costs as much more. */
    natGateways: z.enum(["single", "one-per-zone"]).default("single"),
  });

const existingNetwork = z.strictObject({
  vpcId: z.string(),
  publicSubnetIds: z.array(z.string()).min(2),
  privateSubnetIds: z.array(z.string()).min(1),
  /** The range and the route tables are for servers behind a peering, which needs routes. */
  vpcCidr: z.cidrv4().optional(),
  publicRouteTableIds: z.array(z.string()).min(1).optional(),
  privateRouteTableIds: z.array(z.string()).min(1).optional(),
});

/** A network of our own, with this range if it is not said, or one that exists. */
export const networkSchema = (cidr: string) => z.union([newNetwork(cidr), existingNetwork]).prefault({});

export type NetworkData = z.output<ReturnType<typeof networkSchema>>;
