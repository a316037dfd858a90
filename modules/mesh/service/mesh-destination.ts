import type { Precondition } from "../../aws";
import type { Protocol } from "../../consul/config-entries";
import type { Destination } from "../graph";

/** A service that can be called: one of this mesh, of another one, or one that is deployed elsewhere. */
export interface MeshDestination {
  /** Name in Consul's catalog. */
  readonly serviceName: string;
  /** Consul Enterprise. */
  readonly partition?: string;
  /** Consul Enterprise. */
  readonly namespace?: string;
  /** What it speaks; nothing when it was not said. */
  readonly protocol?: Protocol;
  /** Port on which its application listens. */
  readonly port?: number;
  /**
   * Which mesh it is part of, and how that is reached: a caller of another mesh must say how. Absent for a service that
   * is imported, which says it itself. Services of one graph are of one mesh, whatever their release lines.
   */
  readonly mesh?: { readonly graph?: object };
  /** How a service is reached that is deployed elsewhere. */
  readonly place?: Pick<Destination, "datacenter" | "peer"> & { readonly meshGateway?: "none" | "local" | "remote" };
  /** What only Terraform can judge of it. @default nothing */
  readonly preconditions?: readonly Precondition[];
}
