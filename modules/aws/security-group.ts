import { SecurityGroupRule, type SecurityGroupRuleConfig } from "@cdktf/provider-aws/lib/security-group-rule";
import { Fn, forExpression, FOR_EXPRESSION_VALUE, Op, TerraformStack, Token } from "cdktf";
import { Construct } from "constructs";
import {
  awsId,
  cidr,
  each,
  enforce,
  inTurn,
  isKnown,
  isListToken,
  judge,
  known,
  mandatory,
  oneOf,
  pattern,
  portNumber,
  propRules,
  required,
  shape,
  together,
  unlessAttribute,
  verdict,
  type Check,
  type Rule,
  type Truth,
} from "./rules";
import { ruleDescription } from "./security-group-checks";
import { textExpression } from "./terraform-json";

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
  private readonly made = new Map<string, { readonly peer: Peer; readonly port: PeerPort }>();

  constructor(
    /** Where the rules are made. */
    private readonly scope: Construct,
    readonly securityGroupId: string,
  ) {}

  /**
   * Lets the peer in. Of a connection that several ask for, the first description counts.
   *
   * @throws InputError when the peer, the port or the description cannot be those of a rule
   */
  allowFrom(peer: Peer, port: PeerPort, description: string): void {
    this.add("from", peer, port, description, (id, rule) => {
      if (peer.securityGroupId !== undefined) {
        new SecurityGroupRule(this.scope, id, {
          ...rule,
          securityGroupId: this.securityGroupId,
          sourceSecurityGroupId: peer.securityGroupId,
        });
      }
      if (peer.cidrBlocks?.length) {
        new SecurityGroupRule(this.scope, `${id}-cidr`, {
          ...rule,
          securityGroupId: this.securityGroupId,
          ...rangesByFamily(peer.cidrBlocks),
        });
      }
    });
  }

  /**
   * Has the peer let this in. The rule is one of the peer's group: outwards everything is open. A peer with addresses only
   * is opened by whoever runs it.
   *
   * @throws InputError as `allowFrom` does
   */
  allowTo(peer: Peer, port: PeerPort, description: string): void {
    this.add("to", peer, port, description, (id, rule) => {
      if (peer.securityGroupId === undefined) return;
      new SecurityGroupRule(this.scope, id, {
        ...rule,
        securityGroupId: peer.securityGroupId,
        sourceSecurityGroupId: this.securityGroupId,
      });
    });
  }

  private add(
    direction: "from" | "to",
    peer: Peer,
    port: PeerPort,
    description: string,
    make: (id: string, rule: IngressRule) => void,
  ): void {
    const subject = `The connections of "${this.scope.node.path}"`;
    const preconditions = enforce(subject, connectionRules(this.securityGroupId, peer, port, description));
    const { protocol, toPort = port.port } = port;
    const range = toPort === port.port ? nameOf(port.port) : `${nameOf(port.port)}-${nameOf(toPort)}`;
    const id = `${direction}-${peerId(this.scope, peer)}-${protocol}-${range}`;
    const before = this.made.get(id);
    if (before === undefined) {
      this.made.set(id, { peer, port });
      const lifecycle = preconditions.length > 0 ? { precondition: preconditions } : undefined;
      make(id, { type: "ingress", fromPort: port.port, toPort, protocol, description, lifecycle });
      return;
    }
    enforce(subject, [
      {
        prop: "peerId",
        rule: "must tell two peers with the same port apart",
        got: peerId(this.scope, peer),
        fix: "Give each peer a peerId of its own.",
        holds: isSame(before.peer, peer) && before.port.port === port.port && before.port.toPort === port.toPort,
      },
    ]);
  }
}

type IngressRule = Pick<SecurityGroupRuleConfig, "description" | "lifecycle"> & {
  readonly type: "ingress";
  readonly fromPort: number;
  readonly toPort: number;
  readonly protocol: string;
};

const GROUP = unlessAttribute(awsId("sg"));

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html */
function connectionRules(securityGroupId: string, peer: Peer, port: PeerPort, description: string): Rule[] {
  const objects = [
    ...required("Say who is at the other end.")("peer", peer),
    ...mandatory(
      shape<PeerPort>({ port: mandatory(portNumber()), toPort: portNumber(), protocol: mandatory(protocol()) }),
    )("port", port),
  ];
  return together(objects, () => [
    ...GROUP("securityGroupId", securityGroupId),
    ...propRules(peer, {
      securityGroupId: GROUP,
      cidrBlocks: each(cidr({ ipv6: true })),
      peerId: pattern(/^[^\s/]+$/, "must be a text without spaces and slashes", "Choose a short name."),
    }),
    ...verdict("port.toPort", port.toPort, "must not be below port.port", "Raise it.", isNotBelow(port)),
    ...mandatory(ruleDescription())("description", description),
  ]);
}

function protocol(): Check {
  return inTurn(
    known("because it is part of the rule's address in Terraform", "Write it out."),
    oneOf(["tcp", "udp"], "Correct it."),
  );
}

function isNotBelow({ port, toPort }: PeerPort): Truth {
  return judge([port, toPort], ([from = 0, to = 0]) => from <= to);
}

/** A port, in the address of its rule. */
function nameOf(port: number): string {
  return isKnown(port) ? `${port}` : "port";
}

/** Who the peer is, in the ids of its rules: whatever the order in which the peers come. */
function peerId(scope: Construct, peer: Peer): string {
  if (peer.peerId !== undefined) return peer.peerId;
  const owner = Construct.isConstruct(peer) ? peer : peer.owner;
  if (owner) return pathSeenFrom(scope, owner);
  const named = peer.securityGroupId === undefined ? peer.cidrBlocks : [peer.securityGroupId];
  return named?.length && isKnown(named) ? [...named].sort().join("-") : "peer";
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

/** Ranges of addresses by their family, for each of which the provider has an attribute. */
export function rangesByFamily(blocks: readonly string[]): { cidrBlocks?: string[]; ipv6CidrBlocks?: string[] } {
  if (!isKnown(blocks)) {
    const isV6 = Fn.strcontains(Token.asString(FOR_EXPRESSION_VALUE), ":");
    return { cidrBlocks: those(blocks, Op.not(isV6)), ipv6CidrBlocks: those(blocks, isV6) };
  }
  const isV6 = (block: string): boolean => block.includes(":");
  const [v6, v4] = [blocks.filter(isV6), blocks.filter((block) => !isV6(block))];
  return { cidrBlocks: v4.length > 0 ? v4 : undefined, ipv6CidrBlocks: v6.length > 0 ? v6 : undefined };
}

/** The ranges of which something holds, for Terraform. */
function those(blocks: readonly string[], holds: unknown): string[] {
  const list: unknown = isListToken(blocks) ? blocks : blocks.map(textExpression);
  const chosen: unknown = Fn.conditional(holds, Token.asString(FOR_EXPRESSION_VALUE), "");
  return Token.asList(Fn.compact(Token.asList(forExpression(list, chosen))));
}
