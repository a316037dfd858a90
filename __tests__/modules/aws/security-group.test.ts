import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import { SecurityGroupConnections, type Peer } from "../../../modules/aws";
import { Template, testStack } from "../../helpers/template";

class Caller extends Construct implements Peer {
  readonly securityGroupId: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.securityGroupId = new SecurityGroup(this, "group", { name: this.node.path }).id;
  }
}

const HTTP = { port: 80, protocol: "tcp" } as const;

function rulesOf(build: (connections: SecurityGroupConnections, scope: Construct) => void, stackId = "test") {
  const stack = testStack((scope) => build(new SecurityGroupConnections(scope, "sg-own"), scope), stackId);
  return Template.of(stack).resources("aws_security_group_rule");
}

const idsOf = (build: Parameters<typeof rulesOf>[0], stackId?: string): string[] =>
  Object.keys(rulesOf(build, stackId)).sort();

it("lets a peer in, and asks a peer to let it in, with a rule for each", () => {
  const rules = rulesOf((connections) => {
    connections.allowFrom({ securityGroupId: "sg-peer" }, HTTP, "Callers");
    connections.allowTo({ securityGroupId: "sg-peer" }, { port: 8300, toPort: 8302, protocol: "udp" }, "Servers");
  });
  const shared = { type: "ingress" };
  expect(rules).toEqual({
    "from-sg-peer-tcp-80": {
      ...shared,
      description: "Callers",
      from_port: 80,
      to_port: 80,
      protocol: "tcp",
      security_group_id: "sg-own",
      source_security_group_id: "sg-peer",
    },
    "to-sg-peer-udp-8300-8302": {
      ...shared,
      description: "Servers",
      from_port: 8300,
      to_port: 8302,
      protocol: "udp",
      security_group_id: "sg-peer",
      source_security_group_id: "sg-own",
    },
  });
});

it("lets addresses in by their family, and opens nothing of a peer that has addresses only", () => {
  const rules = rulesOf((connections) => {
    connections.allowFrom({ cidrBlocks: ["fd00::/8", "10.0.0.0/8"], peerId: "office" }, HTTP, "Office");
    connections.allowTo({ cidrBlocks: ["10.0.0.0/8"] }, HTTP, "Office");
  });
  expect(Object.values(rules)).toMatchObject([{ cidr_blocks: ["10.0.0.0/8"], ipv6_cidr_blocks: ["fd00::/8"] }]);
});

it("names a construct by its path in the stack, so that two with one id do not meet", () => {
  const build = (connections: SecurityGroupConnections, scope: Construct): void => {
    for (const part of ["a", "b"]) connections.allowFrom(new Caller(new Construct(scope, part), "lb"), HTTP, "Callers");
  };
  expect(idsOf(build)).toEqual(["from-a--lb-tcp-80", "from-b--lb-tcp-80"]);
  expect(idsOf(build, "other-stack")).toEqual(idsOf(build));
});

it("gives the same ids in whatever order the peers come", () => {
  const peers: Peer[] = [{ securityGroupId: "sg-a" }, { securityGroupId: "sg-b" }, { cidrBlocks: ["10.0.0.0/8"] }];
  const build = (given: Peer[]) => (connections: SecurityGroupConnections) =>
    given.forEach((peer) => connections.allowFrom(peer, HTTP, "Callers"));
  expect(idsOf(build(peers))).toEqual(idsOf(build([...peers].reverse())));
  expect(idsOf(build(peers))).toHaveLength(3);
});

it("makes one rule when the same is asked for again", () => {
  const ids = idsOf((connections, scope) => {
    const caller = new Caller(scope, "lb");
    connections.allowFrom(caller, HTTP, "One service");
    connections.allowFrom(caller, HTTP, "Another service");
    connections.allowFrom({ securityGroupId: "sg-a" }, HTTP, "One service");
    connections.allowFrom({ securityGroupId: "sg-a" }, HTTP, "Another service");
  });
  expect(ids).toHaveLength(2);
});

it("asks for a name when it cannot tell two peers apart", () => {
  const group = (scope: Construct, id: string) => ({ securityGroupId: new SecurityGroup(scope, id).id });
  const build = (name: (id: string) => Partial<Peer>) => () =>
    rulesOf((connections, scope) => {
      for (const id of ["a", "b"]) connections.allowFrom({ ...group(scope, id), ...name(id) }, HTTP, "Callers");
    });
  expect(build(() => ({}))).toThrow(/peerId must tell two peers with the same port apart \(got "peer"\)/);
  expect(build(() => ({ peerId: "x" }))).toThrow(/peerId must tell two peers/);
  expect(build((id) => ({ peerId: id }))).not.toThrow();
});

describe("refuses what AWS would", () => {
  const peer: object = { securityGroupId: "sg-a" };
  const allow = (given: { peer?: unknown; port?: unknown; description?: unknown; own?: unknown }) => (): unknown =>
    testStack((scope) => {
      const all = { own: "sg-own", peer, port: HTTP, description: "Callers", ...given };
      new SecurityGroupConnections(scope, all.own as string).allowFrom(
        all.peer as Peer,
        all.port as typeof HTTP,
        all.description as string,
      );
    });

  it.each<[string, object[], object[]]>([
    [
      "securityGroupId must be an id",
      [{ own: "mesh" }, { own: "" }, { peer: { securityGroupId: "vpc-1" } }],
      [{ own: "sg-0a1b2c3d" }],
    ],
    [
      "cidrBlocks[0] must be",
      ["10.0.0.1/8", "everybody", "fd00::1/8", 7].map((block) => ({ peer: { cidrBlocks: [block] } })),
      ["10.0.0.0/8", "fd00::/8"].map((block) => ({ peer: { cidrBlocks: [block] } })),
    ],
    ["cidrBlocks must be a list", [{ peer: { cidrBlocks: "10.0.0.0/8" } }], [{ peer: { cidrBlocks: [] } }]],
    ["peer is required", [{ peer: undefined }, { peer: null }], []],
    [
      "peerId must be a text",
      [{ peer: { ...peer, peerId: "a b" } }, { peer: { ...peer, peerId: 7 } }],
      [{ peer: { ...peer, peerId: "a-b" } }],
    ],
    ["port must be an object", [{ port: 80 }, { port: undefined }], []],
    [
      "port.port must be a whole number",
      [0, 65536, "80"].map((port) => ({ port: { ...HTTP, port } })),
      [1, 65535].map((port) => ({ port: { ...HTTP, port } })),
    ],
    ["port.toPort must not be below", [{ port: { ...HTTP, toPort: 79 } }], [{ port: { ...HTTP, toPort: 80 } }]],
    [
      "port.protocol must be one of 'tcp' and 'udp'",
      [{ port: { port: 80, protocol: "icmp" } }],
      [{ port: { port: 80, protocol: "udp" } }],
    ],
    ["port.protcol is not known", [{ port: { ...HTTP, protcol: "tcp" } }], []],
    [
      "description must",
      [{ description: undefined }, { description: "a".repeat(256) }, { description: "<b>" }],
      [{ description: "a".repeat(255) }],
    ],
  ])("%s ...", (message, bad, good) => {
    for (const given of bad) expect(allow(given)).toThrow(`  - ${message}`);
    for (const given of good) expect(allow(given)).not.toThrow();
  });
});

it("takes ports and ranges from Terraform, which judges them, in rules whose ids are known", () => {
  const rules = rulesOf((connections, scope) => {
    const port = new TerraformVariable(scope, "port", { type: "number" }).numberValue;
    const cidrBlocks = new TerraformVariable(scope, "ranges", { type: "list(string)" }).listValue;
    connections.allowFrom({ cidrBlocks }, { port, protocol: "tcp" }, "Callers");
  });
  expect(Object.keys(rules)).toEqual(["from-peer-tcp-port-cidr"]);
  expect(Object.values(rules)).toMatchObject([
    {
      from_port: "${var.port}",
      to_port: "${var.port}",
      cidr_blocks: '${compact([ for key, val in var.ranges: !strcontains(val, ":") ? val : ""])}',
      ipv6_cidr_blocks: '${compact([ for key, val in var.ranges: strcontains(val, ":") ? val : ""])}',
      lifecycle: {
        precondition: [
          { error_message: expect.stringMatching(/^port\.port must be/) as string },
          { error_message: expect.stringMatching(/^cidrBlocks\[\*\] must be/) as string },
        ],
      },
    },
  ]);
});
