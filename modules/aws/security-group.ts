import { SecurityGroupRule } from "@cdktf/provider-aws/lib/security-group-rule";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { enforce, isKnown } from "./rules";

/** Lets what has the security group reach everything: Terraform takes away the rule that AWS would give it for that. */
export function openEgress(scope: Construct, securityGroupId: string): void {
  new SecurityGroupRule(scope, "egress", {
    type: "egress",
    fromPort: 0,
    toPort: 0,
    protocol: "-1",
    cidrBlocks: ["0.0.0.0/0"],
    securityGroupId,
  });
}

/** Who is at the other end of a connection: something with a security group, or with addresses only. */
export interface Peer {
  /** Security group of the peer. */
  readonly securityGroupId?: string;
  /** Ranges of the peer's addresses, IPv4 or IPv6, where it has no security group that could be named. */
  readonly cidrBlocks?: readonly string[];
  /**
   * Name of the peer in the ids of its rules. It must stay what it is, because another id replaces the rules.
   * @default the path of the peer or of its owner, when it is a construct; else the security group or the ranges, as far as they are known at synth
   */
  readonly peerId?: string;
  /** The construct that has the security group, where the peer itself is none. */
  readonly owner?: Construct;
}

/** A port, or with `toPort` a range of ports. */
export interface PeerPort {
  readonly port: number;
  readonly toPort?: number;
  readonly protocol: "tcp" | "udp";
}

/**
 * The connections of what has a security group, in the manner of the AWS CDK. Each one is a rule of its own, whose id
 * says who the peer is; asking for the same connection again changes nothing, because AWS refuses to have a rule twice.
 */
export class SecurityGroupConnections {
  private readonly made = new Map<string, Peer>();

  constructor(
    /** Where the rules are made. */
    private readonly scope: Construct,
    readonly securityGroupId: string,
  ) {}

  /** Lets the peer in. Of a connection that several ask for, the first description counts. */
  allowFrom(peer: Peer, port: PeerPort, description: string): void {
    this.add("from", peer, port, (id, ports) => {
      if (peer.securityGroupId !== undefined) {
        new SecurityGroupRule(this.scope, id, {
          ...ports,
          description,
          securityGroupId: this.securityGroupId,
          sourceSecurityGroupId: peer.securityGroupId,
        });
      }
      if (peer.cidrBlocks?.length) {
        new SecurityGroupRule(this.scope, `${id}-cidr`, {
          ...ports,
          description,
          securityGroupId: this.securityGroupId,
          ...byFamily(peer.cidrBlocks),
        });
      }
    });
  }

  /**
   * Has the peer let this in. The rule is one of the peer's group: outwards everything is open. A peer with addresses only
   * is opened by whoever runs it.
   */
  allowTo(peer: Peer, port: PeerPort, description: string): void {
    const { securityGroupId } = peer;
    if (securityGroupId === undefined) return;
    this.add("to", peer, port, (id, ports) => {
      new SecurityGroupRule(this.scope, id, {
        ...ports,
        description,
        securityGroupId,
        sourceSecurityGroupId: this.securityGroupId,
      });
    });
  }

  private add(
    direction: "from" | "to",
    peer: Peer,
    { port, toPort = port, protocol }: PeerPort,
    make: (id: string, ports: { type: "ingress"; fromPort: number; toPort: number; protocol: string }) => void,
  ): void {
    const range = toPort === port ? `${port}` : `${port}-${toPort}`;
    const id = `${direction}-${peerId(this.scope, peer)}-${protocol}-${range}`;
    const known = this.made.get(id);
    if (known === undefined) {
      this.made.set(id, peer);
      make(id, { type: "ingress", fromPort: port, toPort, protocol });
      return;
    }
    enforce(`The connections of "${this.scope.node.path}"`, [
      {
        prop: "peerId",
        rule: "must tell two peers with the same port apart",
        got: peerId(this.scope, peer),
        fix: "Give each peer a peerId of its own.",
        holds: isSame(known, peer),
      },
    ]);
  }
}

/** Who the peer is, in the ids of its rules: whatever the order in which the peers come. */
function peerId(scope: Construct, peer: Peer): string {
  if (peer.peerId !== undefined) return peer.peerId;
  const owner = Construct.isConstruct(peer) ? peer : peer.owner;
  if (owner) return pathSeenFrom(scope, owner);
  const known = peer.securityGroupId === undefined ? peer.cidrBlocks : [peer.securityGroupId];
  return known?.length && known.every(isKnown) ? [...known].sort().join("-") : "peer";
}

/** The path of a construct: inside the stack of the scope without the stack, whose name may be another one elsewhere. */
function pathSeenFrom(scope: Construct, peer: Construct): string {
  const own = `${TerraformStack.of(scope).node.path}/`;
  const { path } = peer.node;
  return (path.startsWith(own) ? path.slice(own.length) : path).replaceAll("/", "--");
}

function isSame(one: Peer, other: Peer): boolean {
  if (one === other) return true;
  return one.securityGroupId === other.securityGroupId && one.cidrBlocks?.join() === other.cidrBlocks?.join();
}

/** The provider has an attribute for each family of addresses. */
function byFamily(blocks: readonly string[]): { cidrBlocks?: string[]; ipv6CidrBlocks?: string[] } {
  const isV6 = (block: string): boolean => isKnown(block) && block.includes(":");
  const [v6, v4] = [blocks.filter(isV6), blocks.filter((block) => !isV6(block))];
  return { cidrBlocks: v4.length > 0 ? v4 : undefined, ipv6CidrBlocks: v6.length > 0 ? v6 : undefined };
}
