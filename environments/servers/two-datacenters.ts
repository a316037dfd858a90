import { z } from "zod";
import { networkSchema } from "../network";
import { commonServers } from "./common";

/** Peers are known by the names of their datacenters, and the name of a peer is part of host names. */
const datacenter = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, "must be lower case letters, digits and hyphens, with no hyphen at an end");

/**
 * A server on Fargate in each of two datacenters, which mesh gateways join: by WAN federation on line 0.6, as peers on
 * line 0.10. The environment's own datacenter and network are the first ones. With the name of the environment and a
 * hyphen, the name of a datacenter has 18 characters at most.
 */
export const twoDatacenters = z.strictObject({
  hosting: z.literal("two-datacenters"),
  ...commonServers,
  datacenter: datacenter.default("dc1"),
  second: z.strictObject({ datacenter: datacenter.default("dc2"), network: networkSchema("10.1.0.0/16") }).prefault({}),
});
