import {
  each,
  enforce,
  fields,
  inTurn,
  mandatory,
  must,
  notEmpty,
  shape,
  whole,
  writtenOut,
  type Rule,
} from "../../aws";
import type { ConfigEntry } from "./config-entry";
import { label, serviceName } from "./names";

/**
 * Has the servers of peer clusters talk to each other through the mesh gateways, whose addresses they then put into
 * peering tokens in place of their own. Both clusters need it.
 */
export const PEER_THROUGH_MESH_GATEWAYS: ConfigEntry = {
  Kind: "mesh",
  Peering: { PeerThroughMeshGateways: true },
};

/** Who may see a service of a partition: a peer cluster, or another partition. */
export type Consumer = { readonly Peer: string } | { readonly Partition: string };

/**
 * The services of a partition that others may see. An intention that allows a caller of a peer does nothing before.
 *
 * @param exports service -> who may see it
 * @param partition the partition of the services, which is "default" without Consul Enterprise
 */
export function exportedServices(
  exports: ReadonlyMap<{ readonly service: string; readonly namespace?: string }, readonly Consumer[]>,
  partition = "default",
): ConfigEntry {
  enforce("The exported-services", exportRules(exports, partition));
  const services = [...exports].map(([{ service, namespace }, consumers]) => ({
    Name: service,
    ...(namespace ? { Namespace: namespace } : {}),
    Consumers: distinct(consumers),
  }));
  return {
    Kind: "exported-services",
    Name: partition,
    ...(partition === "default" ? {} : { Partition: partition }),
    Services: services.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
  };
}

const CONSUMERS = inTurn(
  writtenOut(),
  each(
    must<Consumer>(
      "must be a Peer or a Partition",
      "Write it like { Peer: 'east' }.",
      (consumer) => Object.keys(consumer).length === 1 && ("Peer" in consumer || "Partition" in consumer),
    ),
    fields<{ readonly Peer?: string; readonly Partition?: string }>({ Peer: label(), Partition: label() }),
  ),
  whole(notEmpty("must be somebody", "Leave the service out, or say who may see it.")),
);
const EXPORTED = shape<{ readonly service: string; readonly partition?: string; readonly namespace?: string }>({
  service: mandatory(serviceName()),
  partition: label(),
  namespace: label(),
});

function exportRules(
  exports: ReadonlyMap<{ readonly service: string; readonly namespace?: string }, readonly Consumer[]>,
  partition: string,
): Rule[] {
  const isMap = exports instanceof Map;
  return [
    ...label()("partition", partition),
    {
      prop: "exports",
      rule: "must be a Map of services",
      got: exports,
      fix: "Give new Map([[service, consumers]]).",
      holds: isMap,
    },
    ...(isMap ? [...exports] : []).flatMap(([exported, consumers], index) => [
      ...EXPORTED(`exports[${index}]`, exported),
      ...mandatory(CONSUMERS)(`exports[${index}].consumers`, consumers),
    ]),
  ];
}

function distinct(consumers: readonly Consumer[]): Consumer[] {
  return [...new Map(consumers.map((consumer) => [JSON.stringify(consumer), consumer])).values()].sort((a, b) =>
    JSON.stringify(a) < JSON.stringify(b) ? -1 : 1,
  );
}

function keyOf({ Name, Namespace = "" }: { readonly Name: string; readonly Namespace?: string }): string {
  return `${Namespace}/${Name}`;
}
