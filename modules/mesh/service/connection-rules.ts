import { every, fields, isKnown, must, noneOf, portNumber, type Rule } from "../../aws";
import { permissionRules, type Protocol } from "../../consul/config-entries";
import { destinationKey, serviceKey, type Destination, type ServiceIdentity } from "../graph";
import type { ConnectOptions } from "./props";

/** A connection that is about to be made. */
export interface PlannedConnection {
  readonly source: ServiceIdentity;
  readonly destination: Destination;
  readonly localPort: number;
  readonly options: ConnectOptions;
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

/** What a connection must keep. */
export function connectionRules(planned: PlannedConnection): Rule[] {
  const { source, destination, options, isVirtual } = planned;
  return [
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
    ...(isVirtual ? virtualRules(options) : localPortRules(planned)),
    ...permissionRules("options.permissions", options.permissions ?? [], planned.protocol ?? "http"),
  ];
}

function virtualRules(options: ConnectOptions): Rule[] {
  const refused = must(
    "has no effect with Consul DNS, where the application calls the service by its name and there is no upstream",
    "Leave it out, or switch transparentProxy.consulDns off.",
    () => false,
    () => false,
  );
  return fields<ConnectOptions>({ config: refused, localPort: refused, meshGateway: refused })("options", options);
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
