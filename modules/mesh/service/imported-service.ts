import {
  allProps,
  enforce,
  givenProps,
  mandatory,
  notTogether,
  oneOf,
  portNumber,
  together,
  type AllChecks,
  type Precondition,
  type Rule,
  typeRules,
} from "../../aws";
import {
  datacenter,
  label,
  serviceName as nameInCatalog,
  type AllowedSource,
  type Protocol,
} from "../../consul/config-entries";
import type { Destination } from "../graph";
import type { MeshDestination } from "./mesh-destination";
import { protocol } from "./protocol-check";

/** A service of the same mesh, or of another datacenter, that is deployed elsewhere. */
export interface ImportedServiceProps extends Omit<Destination, "service"> {
  /** What it speaks; no token. @default nothing is known, and the caller's `scheme` is "http" */
  readonly protocol?: Protocol;
  /** Port on which its application listens, 1 to 65535; only a transparent proxy asks for it. @default 80 */
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
  /** What only Terraform can judge of it: whoever connects to it has Terraform do so. */
  readonly preconditions: readonly Precondition[];

  constructor(
    readonly serviceName: string,
    given: ImportedServiceProps = {},
  ) {
    const props = givenProps(SUBJECT, given);
    this.preconditions = enforce(
      SUBJECT,
      together(typeRules("ServiceMesh.importService", { name: serviceName, props }), () =>
        importedServiceRules(serviceName, props),
      ),
    );
    this.partition = props.partition;
    this.namespace = props.namespace;
    this.protocol = props.protocol;
    this.port = props.port;
    this.place = { datacenter: props.datacenter, peer: props.peer, meshGateway: props.meshGateway };
  }

  /** The service as a caller, for `allowFrom`. */
  get source(): AllowedSource {
    const { serviceName: service, partition, namespace } = this;
    return { service, partition, namespace, peer: this.place.peer };
  }
}

const SUBJECT = "The imported service";

const PROPS: AllChecks<ImportedServiceProps> = {
  datacenter: datacenter(),
  peer: label(),
  partition: label(),
  namespace: label(),
  protocol: protocol(),
  port: portNumber(),
  meshGateway: oneOf(["none", "local", "remote"]),
};

function importedServiceRules(name: string, props: ImportedServiceProps): Rule[] {
  const { peer, datacenter: other } = props;
  return together([...mandatory(nameInCatalog())("name", name), ...allProps(props, PROPS)], () =>
    notTogether(
      { peer, datacenter: other },
      undefined,
      "Give the peer for cluster peering, the datacenter for a WAN federation.",
    ),
  );
}
