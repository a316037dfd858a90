import type { Release } from "../../../modules/consul";
import type { Values } from "../values";

/** The constructs that stand for the HCL modules. */
export type ConstructName = "MeshTask" | "AclController" | "GatewayTask" | "DevServer";

/** A module call as a construct, with the props that differ from its defaults. */
export interface ReadBack {
  readonly construct: ConstructName;
  readonly release: Release;
  /** But for `release` and `servers`. */
  readonly props: Values;
  /** What `ExternalConsulServers.fromAttributes` takes; none for a construct that makes the servers. */
  readonly servers?: Values;
  /** How near to the module the construct stays, so that its first plan is empty. */
  readonly likeHclModule?: true | "as-stored";
  /** What the resources do not say, and what was taken in its place. */
  readonly notes: readonly string[];
  /** Secrets of the call that are in no secret, by the names of the variables that ask for them. */
  readonly secrets?: readonly SecretProp[];
}

/** A prop whose value is a secret that must be given anew. */
export interface SecretProp {
  readonly prop: string;
  readonly variable: string;
  readonly description: string;
}
