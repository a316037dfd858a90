import type { AllowedSource, Permission, Protocol, Traffic } from "../../consul/config-entries";
import type { Destination, ServiceIdentity } from "./destination";

/** A service, as the mesh knows it. */
export interface MeshMember {
  readonly identity: ServiceIdentity;
  readonly protocol?: Protocol;
  readonly traffic: Traffic;
  /** Callers from elsewhere. */
  readonly allowedSources: readonly AllowedSource[];
  /** Makes the connections that the service has put off until the stack is written. */
  settle(): void;
}

/** A call that one service of the mesh makes. */
export interface Connection {
  readonly source: ServiceIdentity;
  readonly destination: Destination;
  /** Where the application calls it. */
  readonly url: string;
  readonly permissions?: readonly Permission[];
}

/** A load balancer that brings callers from outside to a service. */
export interface Entrance extends ServiceIdentity {
  /** Port on which the callers find it, where it is known. */
  readonly port?: number;
}
