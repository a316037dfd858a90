import type { Release } from "../../consul";
import type { Network } from "../../aws/network";

export interface HcpServersProps {
  /** Release line of Consul on ECS, which decides what the tasks must be told of the servers. */
  readonly release: Release;
  /**
   * Prefix of all names, on HCP and in Secrets Manager: 1 to 28 letters, digits and hyphens, the first a letter.
   * HCL example: the random suffix.
   */
  readonly name: string;
  /** AWS region of the VPC, and of an HVN that is made. HCL example: `region`. */
  readonly region: string;
  /**
   * The network of the mesh. With a peering it must say its range and its route tables.
   * HCL example: `module.vpc`.
   */
  readonly network: Network;
  /** The cluster: one that is made, or one that exists. @default one that is made, with the defaults of `HcpCluster` */
  readonly cluster?: HcpCluster | ExistingHcpCluster;
  /** Days for which a deleted secret keeps its name: 0 or 7 to 30. HCL example: AWS's 30. @default 0 */
  readonly secretsRecoveryWindowInDays?: number;
}

/** A cluster of its own, in an HVN of its own. */
export interface HcpCluster {
  readonly clusterId?: undefined;
  /** 3 to 36 lower case letters, digits, hyphens and underscores. HCL: `datacenter`. @default "dc1" */
  readonly datacenter?: string;
  /**
   * IPv4 range of the HVN: private, /16 to /25, and not overlapping the VPC's, or no route could tell them apart.
   * HCL: `cidr_block` of `hcp_hvn`. @default "172.25.16.0/20", HCP's own
   */
  readonly hvnCidr?: string;
  /** HCL: `tier`. @default "development" */
  readonly tier?: HcpTier;
  /** Size of each server; tier "development" has "x_small" only, and no other tier has it. HCL: `size`. @default HCP's own */
  readonly size?: HcpSize;
  /** Oldest version of Consul, such as "1.19.0"; HCP chooses the patch. HCL: `min_consul_version`. @default HCP's own */
  readonly minConsulVersion?: string;
  /**
   * Puts the UI and the HTTP API on the internet as well. HCL: `public_endpoint`. @default false
   *
   * Departure: it is true in the HCL examples. The tasks use the private one.
   */
  readonly publicEndpoint?: boolean;
}

export type HcpTier = "development" | "standard" | "plus" | "premium";
export type HcpSize = "x_small" | "small" | "medium" | "large";

/** A cluster that somebody else made. */
export interface ExistingHcpCluster {
  /** 3 to 36 letters, digits and hyphens. HCL: `cluster_id` of the data source `hcp_consul_cluster`. */
  readonly clusterId: string;
  /**
   * Where the controller takes the bootstrap token from, which HCP does not tell again: the secret that has it, or
   * "replace", for which HCP makes a new root token **and invalidates the one before, wherever it is in use**.
   * HCL: `hcp_consul_cluster_root_token`.
   */
  readonly bootstrapToken: { readonly secretArn: string } | "replace";
  /** Whether the peering between the cluster's HVN and the VPC, with its routes, is made here. @default true */
  readonly peering?: boolean;
}
