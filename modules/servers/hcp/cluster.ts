import { ConsulCluster } from "@cdktf/provider-hcp/lib/consul-cluster";
import { ConsulClusterRootToken } from "@cdktf/provider-hcp/lib/consul-cluster-root-token";
import { DataHcpConsulCluster } from "@cdktf/provider-hcp/lib/data-hcp-consul-cluster";
import { DataHcpHvn } from "@cdktf/provider-hcp/lib/data-hcp-hvn";
import { Hvn } from "@cdktf/provider-hcp/lib/hvn";
import type { Construct } from "constructs";
import type { Precondition } from "../../aws";
import type { HvnAttributes } from "./peering";
import type { ExistingHcpCluster, HcpCluster, HcpServersProps } from "./props";
import { DEFAULT_DATACENTER, DEFAULT_HVN_CIDR } from "./rules";

/** A cluster on HCP, made here or looked up. */
export interface ClusterAttributes {
  readonly datacenter: string;
  readonly hvn: HvnAttributes;
  /** The range of the HVN where it was given. */
  readonly hvnCidr?: string;
  /** The configuration of a client agent, JSON in base64. It holds the gossip key, which the provider does not mark as sensitive. */
  readonly consulConfigFile: string;
  /** The CA that signed for RPC, PEM in base64. */
  readonly consulCaFile: string;
  readonly consulPrivateEndpointUrl: string;
  readonly consulPublicEndpointUrl: string;
  readonly bootstrapToken: { readonly secretArn: string } | RootToken;
}

/** A token that HCP told. */
export interface RootToken {
  readonly secretArn?: undefined;
  readonly value: string;
  /** Public, and another one when the token is another one. */
  readonly accessorId: string;
}

/** The cluster with its network on HCP. */
export function consulCluster(
  scope: Construct,
  props: HcpServersProps,
  precondition: Precondition[],
): ClusterAttributes {
  const { cluster = {} } = props;
  const lifecycle = precondition.length > 0 ? { precondition } : undefined;
  return cluster.clusterId === undefined
    ? newCluster(scope, { ...props, cluster, lifecycle })
    : existingCluster(scope, { ...cluster, lifecycle });
}

type Lifecycle = { readonly lifecycle?: { readonly precondition: Precondition[] } };

function newCluster(
  scope: Construct,
  { name, region, cluster: options, lifecycle }: HcpServersProps & Lifecycle & { readonly cluster: HcpCluster },
): ClusterAttributes {
  const datacenter = options.datacenter ?? DEFAULT_DATACENTER;
  const hvnCidr = options.hvnCidr ?? DEFAULT_HVN_CIDR;
  const hvn = new Hvn(scope, "hvn", { hvnId: `${name}-hvn`, cloudProvider: "aws", region, cidrBlock: hvnCidr });
  const cluster = new ConsulCluster(scope, "cluster", {
    clusterId: `${name}-consul`,
    hvnId: hvn.hvnId,
    datacenter,
    tier: options.tier ?? "development",
    size: options.size,
    minConsulVersion: options.minConsulVersion,
    publicEndpoint: options.publicEndpoint ?? false,
    lifecycle,
  });
  const bootstrapToken = { value: cluster.consulRootTokenSecretId, accessorId: cluster.consulRootTokenAccessorId };
  return { ...attributesOf(cluster), datacenter, hvn, hvnCidr, bootstrapToken };
}

function existingCluster(
  scope: Construct,
  { clusterId, bootstrapToken, lifecycle }: ExistingHcpCluster & Lifecycle,
): ClusterAttributes {
  const cluster = new DataHcpConsulCluster(scope, "cluster", { clusterId, lifecycle });
  return {
    ...attributesOf(cluster),
    datacenter: cluster.datacenter,
    hvn: new DataHcpHvn(scope, "hvn", { hvnId: cluster.hvnId }),
    bootstrapToken: bootstrapToken === "replace" ? newRootToken(scope, cluster.clusterId) : bootstrapToken,
  };
}

function newRootToken(scope: Construct, clusterId: string): RootToken {
  const token = new ConsulClusterRootToken(scope, "root-token", { clusterId });
  return { value: token.secretId, accessorId: token.accessorId };
}

function attributesOf(cluster: ConsulCluster | DataHcpConsulCluster) {
  return {
    consulConfigFile: cluster.consulConfigFile,
    consulCaFile: cluster.consulCaFile,
    consulPrivateEndpointUrl: cluster.consulPrivateEndpointUrl,
    consulPublicEndpointUrl: cluster.consulPublicEndpointUrl,
  };
}
