import { ServiceDiscoveryPrivateDnsNamespace } from "@cdktf/provider-aws/lib/service-discovery-private-dns-namespace";
import { ServiceDiscoveryService } from "@cdktf/provider-aws/lib/service-discovery-service";
import type { Construct } from "constructs";

/** Where the tasks of servers are registered, and the name under which they are found. */
export interface ServerRegistry {
  readonly arn: string;
  readonly dnsName: string;
}

/** Cloud Map: tasks are registered under a name that the mesh can be told before they run. */
export function serverRegistry(
  scope: Construct,
  props: {
    readonly name: string;
    readonly namespace: string;
    readonly description: string;
    readonly vpcId: string;
    /** How a name with several addresses is answered. @default AWS's own */
    readonly routingPolicy?: "MULTIVALUE";
  },
): ServerRegistry {
  const { name, routingPolicy } = props;
  const namespace = new ServiceDiscoveryPrivateDnsNamespace(scope, "namespace", {
    name: props.namespace,
    description: props.description,
    vpc: props.vpcId,
  });
  const service = new ServiceDiscoveryService(scope, "registry", {
    name,
    dnsConfig: { namespaceId: namespace.id, dnsRecords: [{ ttl: 10, type: "A" }], routingPolicy },
  });
  return { arn: service.arn, dnsName: `${service.name}.${namespace.name}` };
}
