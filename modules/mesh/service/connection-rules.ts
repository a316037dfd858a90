import type { Rule } from "../../aws";
import { permissionRules, type Permission, type Protocol } from "../../consul/config-entries";
import { portRule } from "../../consul";
import { destinationKey, type Destination } from "./local-port";

/** A connection that is about to be made. */
export interface PlannedConnection {
  readonly source: string;
  readonly destination: Destination;
  readonly localPort: number;
  readonly permissions: readonly Permission[];
  /** Protocol of the destination; `undefined` for one that is made elsewhere. */
  readonly protocol?: Protocol;
  /** Whether the destination is a service object of another mesh. */
  readonly isOtherMesh: boolean;
  /** The connections that the task has. */
  readonly existing: readonly { readonly destination: Destination; readonly localPort: number }[];
  /** Ports that the task uses for something else. */
  readonly usedByTask: readonly number[];
}

/** What a connection must keep. */
export function connectionRules(planned: PlannedConnection): Rule[] {
  const { source, destination, existing, localPort } = planned;
  const key = destinationKey(destination);
  const samePort = existing.find((other) => other.localPort === localPort && destinationKey(other.destination) !== key);
  return [
    {
      prop: "connectTo",
      rule: "must not connect a service to itself",
      got: destination.service,
      fix: "Call the application directly: it is in the same task.",
      holds: !(destination.service === source && !destination.datacenter && !destination.peer),
    },
    {
      prop: "connectTo",
      rule: "must connect to a service only once",
      got: destination.service,
      fix: "Keep what the first connectTo returned.",
      holds: existing.every((other) => destinationKey(other.destination) !== key),
    },
    {
      prop: "connectTo",
      rule: "must say how to get to a service of another mesh",
      got: destination.service,
      fix: "Give options.peer, or options.datacenter with options.meshGateway.",
      holds: !planned.isOtherMesh || destination.peer !== undefined || destination.datacenter !== undefined,
    },
    portRule("options.localPort", localPort),
    {
      prop: "options.localPort",
      rule: samePort
        ? `must not be ${localPort}, on which the task calls ${samePort.destination.service}`
        : "must be free in the task",
      got: localPort,
      fix: "Give one of the two connections another options.localPort.",
      holds: samePort === undefined,
    },
    {
      prop: "options.localPort",
      rule: "must not be a port that the task, Consul or Envoy uses",
      got: localPort,
      fix: "Choose another, or leave it out to have one chosen.",
      holds: !planned.usedByTask.includes(localPort),
    },
    ...permissionRules("options.permissions", planned.permissions, planned.protocol ?? "http"),
  ];
}
