import { Construct } from "constructs";
import { SecurityGroupConnections, type Peer } from "../../aws";
import type { MeshGroup } from "../service";

/** The security group of a mesh that was made elsewhere: what is opened here are rules of this stack. */
export class ImportedSecurityGroup extends Construct implements MeshGroup {
  private readonly connections: SecurityGroupConnections;

  constructor(
    scope: Construct,
    id: string,
    readonly securityGroupId: string,
  ) {
    super(scope, id);
    this.connections = new SecurityGroupConnections(this, securityGroupId);
  }

  allowFrom(peer: Peer, port: number, description: string): void {
    this.connections.allowFrom(peer, { port, protocol: "tcp" }, description);
  }
}
