import { Op } from "cdktf";
import {
  asArgument,
  each,
  every,
  fields,
  inTurn,
  isKnown,
  length,
  mandatory,
  must,
  noneOf,
  notTogether,
  oneOf,
  pattern,
  portNumber,
  shape,
  values,
  writtenOut,
  type Precondition,
  type Rule,
} from "../../aws";
import { datacenter, label, permissionRules, serviceName, type Protocol } from "../../consul/config-entries";
import { destinationKey, serviceKey, type Destination, type ServiceIdentity } from "../graph";
import type { MeshDestination } from "./mesh-destination";
import type { ConnectOptions } from "./props";

/** A connection that is about to be made. */
export interface PlannedConnection {
  readonly source: ServiceIdentity;
  readonly destination: Destination;
  readonly localPort: number;
  readonly options: ConnectOptions;
  /** The datacenter in which the mesh is. */
  readonly datacenter: string;
  /** Protocol of the destination; `undefined` for one that is made elsewhere. */
  readonly protocol?: Protocol;
  /** Whether the destination is a service object of another mesh. */
  readonly isOtherMesh: boolean;
  /** Whether the task finds the service by Consul DNS, and its proxy catches the call. */
  readonly isVirtual: boolean;
  /** The other connections that the task has. */
  readonly others: readonly { readonly destination: Destination; readonly localPort: number }[];
  /** Ports that the task uses for something else. */
  readonly usedByTask: readonly number[];
}

const OPTIONS = shape<ConnectOptions>({
  datacenter: datacenter(),
  peer: label(),
  partition: label(),
  namespace: label(),
  // With the other ports of the task.
  localPort: [],
  scheme: pattern(/^[A-Za-z][A-Za-z0-9+.-]*$/, "must be the scheme of a URL, without '://'", "Write it like 'http'."),
  meshGateway: oneOf(["none", "local", "remote"]),
  permissions: writtenOut("because Consul is told each of them"),
  config: values(),
});

const CONDITION = must<object>(
  "must be a condition of Terraform",
  "Leave it to what makes the destination.",
  () => false,
  () => true,
);

/** The rules about what a connection is given, by itself: what comes of it is judged only then. */
export function givenRules(target: unknown, options: ConnectOptions): Rule[] {
  const names =
    typeof target === "string"
      ? serviceName()
      : fields<Pick<MeshDestination, "serviceName" | "place" | "preconditions">>({
          serviceName: mandatory(serviceName()),
          place: fields({}),
          preconditions: inTurn(writtenOut(), each(fields<Precondition>({ condition: mandatory(CONDITION) }))),
        });
  return [...mandatory(names)("destination", target), ...OPTIONS("options", options ?? null)];
}

/** What a connection must keep. */
export function connectionRules(planned: PlannedConnection): Rule[] {
  const { source, destination, options, isVirtual } = planned;
  const { peer, datacenter: other } = destination;
  return [
    ...notTogether(
      { "options.peer": peer, datacenter: other },
      undefined,
      "Give the peer for cluster peering, the datacenter for a WAN federation.",
    ),
    ...elsewhere(planned),
    {
      prop: "connectTo",
      rule: "must not connect a service to itself",
      got: destination.service,
      fix: "Call the application directly: it is in the same task.",
      holds: !(serviceKey(destination) === serviceKey(source) && !destination.datacenter && !destination.peer),
    },
    {
      prop: "connectTo",
      rule: "must say how to get to a service of another mesh",
      got: destination.service,
      fix: "Give options.peer, or options.datacenter with options.meshGateway.",
      holds: !planned.isOtherMesh || destination.peer !== undefined || destination.datacenter !== undefined,
    },
    ...(isVirtual ? virtualRules(planned) : localPortRules(planned)),
    ...permissionRules("options.permissions", options.permissions ?? [], planned.protocol ?? "http"),
  ];
}

/** Who writes the intentions is decided at synth, so that what is a token must be elsewhere. */
function elsewhere({ destination, datacenter: here }: PlannedConnection): Rule[] {
  const { datacenter: other } = destination;
  if (other === undefined || isKnown([other, here])) return [];
  return [
    {
      prop: "options.datacenter",
      rule: "must be another datacenter than the mesh's where only Terraform knows it",
      fix: "Leave it out for the mesh's own.",
      holds: Op.neq(asArgument(other), asArgument(here)),
    },
  ];
}

function virtualRules({ destination, options }: PlannedConnection): Rule[] {
  const refused = must(
    "has no effect with Consul DNS, where the application calls the service by its name and there is no upstream",
    "Leave it out, or switch transparentProxy.consulDns off.",
    () => false,
    () => false,
  );
  return [
    ...fields<ConnectOptions>({ config: refused, localPort: refused, meshGateway: refused })("options", options),
    ...length(
      0,
      63,
      "must have 63 characters at most with Consul DNS, where it is a label of a host name",
      "Give the service a shorter name, or switch transparentProxy.consulDns off.",
    )("destination", destination.service),
  ];
}

function localPortRules({ destination, localPort, options, others, usedByTask }: PlannedConnection): Rule[] {
  const samePort = others.find((other) => other.localPort === localPort);
  return [
    {
      prop: "options.localPort",
      rule: "is required for a service whose name only Terraform knows: the port follows from the name",
      got: destination.service,
      fix: "Give options.localPort, such as 23456.",
      holds: options.localPort !== undefined || isKnown(destinationKey(destination)),
    },
    ...every(
      portNumber(),
      noneOf(
        samePort ? [localPort] : [],
        `must not be ${localPort}, on which the task calls ${samePort?.destination.service}`,
        "Give one of the two connections another options.localPort.",
      ),
      noneOf(
        usedByTask,
        "must not be a port that the task, Consul or Envoy uses",
        "Choose another, or leave it out to have one chosen.",
      ),
    )("options.localPort", localPort),
  ];
}
