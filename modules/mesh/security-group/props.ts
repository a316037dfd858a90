import type { Release } from "../../consul";

/** What makes the security group of a mesh. */
export interface MeshSecurityGroupProps {
  readonly release: Release;
  /** Name of the security group: 1 to 255 characters, not beginning with "sg-". */
  readonly name: string;
  /** Id of the VPC, "vpc-...". */
  readonly vpcId: string;
  /**
   * Ports on which proxies listen for other proxies, beside the gossip that the release line needs; at least one, each
   * once, and no tokens, because rules are named after them. @default [20000]
   */
  readonly proxyPorts?: readonly number[];
}
