import type { Release } from "../../consul";
import type { ServerLine, ServerTaskProps } from "../common";

/**
 * Several Consul servers: everything that can be said of a `DevServer`, but for the name of its node. What only one line
 * has does not compile on the other.
 */
export type ServerClusterProps<R extends Release = Release> = { [L in R]: ServerClusterPropsOf<L> }[R];

/** The same for a line that the code around it does not know either: `R` may be a type parameter. */
export type ServerClusterPropsOf<R extends Release = Release> = CommonServerClusterProps & ServerLine<R>;

export interface CommonServerClusterProps extends ServerTaskProps {
  /**
   * Number of servers: 1, 3 or 5, of which none, 1 or 2 may fail. An even number tolerates no more failures than the odd
   * one below it. It may be raised at any time: each new server is waited for until it votes. Before it is lowered, the
   * servers that go must leave, the last first: the README has the order.
   */
  readonly serverCount: ServerCount;
  /**
   * Name of the services, the families and of what belongs to them, each followed by `-<number>`: 1 to 54 letters, digits,
   * hyphens and underscores; at most 30, without underscores, with a load balancer. @default "server"
   */
  readonly name?: string;
  /**
   * Private subnets, in different zones: each server has one of them for its own, in turn, so that no two servers are lost
   * with one zone. A list that is written out.
   */
  readonly subnetIds: readonly string[];
  /**
   * Whether each server has a directory on a file system (EFS), where its data outlives its task. Without, the servers
   * survive the loss of a minority of them at a time, and nothing survives the loss of all. @default true
   */
  readonly persistence?: ServerTaskProps["persistence"];
  /**
   * Has the apply wait for each server before it goes on to the next, which is what keeps the quorum when it replaces all
   * of them. @default true
   */
  readonly waitForSteadyState?: boolean;
}

export const SERVER_COUNTS = [1, 3, 5] as const;
export type ServerCount = (typeof SERVER_COUNTS)[number];
