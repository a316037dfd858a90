import { z } from "zod";
import { networkSchema } from "./network";
import { text } from "./values";

/** Peers are known by the names of their datacenters, and the name of a peer is part of host names. */
export const DATACENTER_LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
export const DATACENTER_LABEL_RULE =
  "must be lower case letters, digits and hyphens, with no hyphen at an end, because it is part of host names";

/**
 * A second datacenter, with servers like those of the first: mesh gateways join the two, by WAN federation on line 0.6,
 * as peers on line 0.10. The environment's own datacenter and network are the first ones.
 */
export const secondDatacenterSchema = z.strictObject({
  /** Refused: the name of the first datacenter. @default "dc2" */
  datacenter: text(DATACENTER_LABEL, DATACENTER_LABEL_RULE, "Choose a short name, such as 'dc2'.").default("dc2"),
  /** @default one that is made, 10.1.0.0/16 */
  network: networkSchema("10.1.0.0/16"),
});

export type SecondDatacenter = z.output<typeof secondDatacenterSchema>;
