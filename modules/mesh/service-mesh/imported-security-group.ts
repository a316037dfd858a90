import { DefaultTokenResolver, StringConcat, TerraformStack, Tokenization } from "cdktf";
import { Construct } from "constructs";
import { enforce, SecurityGroupConnections, type Peer } from "../../aws";
import { openingRules } from "../security-group";
import type { MeshGroup } from "../service";

const RESOLVER = new DefaultTokenResolver(new StringConcat());

/** By stack and by id, the groups that were imported. */
const imported = new WeakMap<TerraformStack, Map<string, ImportedSecurityGroup>>();

/** The security group of a mesh that was made elsewhere: what is opened here are rules of this stack. */
export class ImportedSecurityGroup extends Construct implements MeshGroup {
  private readonly connections: SecurityGroupConnections;

  private constructor(
    scope: Construct,
    id: string,
    readonly securityGroupId: string,
  ) {
    super(scope, id);
    this.connections = new SecurityGroupConnections(this, securityGroupId);
  }

  /**
   * The group, which a stack has once: two meshes that share it may be opened to one balancer, and AWS refuses to have a
   * rule twice.
   */
  static of(scope: Construct, id: string, securityGroupId: string): ImportedSecurityGroup {
    const stack = TerraformStack.of(scope);
    const groups = imported.get(stack) ?? new Map<string, ImportedSecurityGroup>();
    imported.set(stack, groups);
    // A token has another marker each time that it is asked for, and comes to the same.
    const key = String(Tokenization.resolve(securityGroupId, { scope, resolver: RESOLVER, preparing: false }));
    const group = groups.get(key) ?? new ImportedSecurityGroup(scope, id, securityGroupId);
    groups.set(key, group);
    return group;
  }

  allowFrom(peer: Peer, port: number, description: string): void {
    enforce(`The security group "${this.node.path}"`, openingRules(peer, port, description));
    this.connections.allowFrom(peer, { port, protocol: "tcp" }, description);
  }
}
