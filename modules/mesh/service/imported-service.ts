import { enforce, judge } from "../../aws";
import type { AllowedSource, Protocol } from "../../consul/config-entries";
import type { Destination } from "../graph";
import type { MeshDestination } from "./mesh-destination";

/** A service of the same mesh, or of another datacenter, that is deployed elsewhere. */
export interface ImportedServiceProps extends Omit<Destination, "service"> {
  /** What it speaks. @default nothing is known, and the caller's `scheme` is "http" */
  readonly protocol?: Protocol;
  /** Port on which its application listens; only a transparent proxy asks for it. @default 80 */
  readonly port?: number;
  /** How the calls leave for another datacenter. @default as the proxy's defaults say */
  readonly meshGateway?: "none" | "local" | "remote";
}

/** A service that is deployed elsewhere: it can be called, and it can be allowed to call. */
export class ImportedService implements MeshDestination {
  readonly partition?: string;
  readonly namespace?: string;
  readonly protocol?: Protocol;
  readonly port?: number;
  readonly place: NonNullable<MeshDestination["place"]>;

  constructor(
    readonly serviceName: string,
    props: ImportedServiceProps = {},
  ) {
    const { datacenter, peer, meshGateway } = props;
    this.partition = props.partition;
    this.namespace = props.namespace;
    this.protocol = props.protocol;
    this.port = props.port;
    this.place = { datacenter, peer, meshGateway };
    enforce("The imported service", [
      {
        prop: "name",
        rule: "must be lower case letters, digits, hyphens and underscores, as in Consul's catalog",
        got: serviceName,
        fix: "Give the name of the service, not its family.",
        holds: judge(serviceName, (name) => /^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$/.test(name)),
      },
      {
        prop: "peer",
        rule: "cannot be given together with datacenter",
        got: peer,
        fix: "Give the peer for cluster peering, the datacenter for a WAN federation.",
        holds: peer === undefined || datacenter === undefined,
      },
    ]);
  }

  /** The service as a caller, for `allowFrom`. */
  get source(): AllowedSource {
    const { serviceName: service, partition, namespace } = this;
    return { service, partition, namespace, peer: this.place.peer };
  }
}
