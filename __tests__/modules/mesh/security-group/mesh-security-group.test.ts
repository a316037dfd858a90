import { type ConsulServers, type Release } from "../../../../modules/consul";
import { MeshSecurityGroup } from "../../../../modules/mesh/security-group";
import { Template, testStack } from "../../../helpers/template";
import { servers } from "../task/given";

interface RuleBlock {
  readonly type: string;
  readonly protocol: string;
  readonly from_port: number;
  readonly to_port: number;
  readonly security_group_id: string;
  readonly source_security_group_id?: string;
  readonly self?: boolean;
  readonly cidr_blocks?: readonly string[];
}

function rulesOf(release: Release, connectTo?: ConsulServers, proxyPorts?: number[]): RuleBlock[] {
  const template = Template.of(
    testStack((stack) => {
      const mesh = new MeshSecurityGroup(stack, "mesh", { release, name: "mesh", vpcId: "vpc-1", proxyPorts });
      if (connectTo) mesh.connectTo(connectTo);
      mesh.allowFrom({ securityGroupId: "sg-lb" }, 9090, "Load balancer");
    }),
  );
  return Object.values(template.resources("aws_security_group_rule")) as unknown as RuleBlock[];
}

const ports = (rules: readonly RuleBlock[]): string[] =>
  rules.map(({ from_port, protocol }) => `${from_port}/${protocol}`).sort();

describe.each<[Release, string[], string[], string[]]>([
  ["0.10", [], ["8500/tcp", "8502/tcp"], ["8501/tcp", "8503/tcp"]],
  [
    "0.6",
    ["8301/tcp", "8301/udp"],
    ["8300/tcp", "8301/tcp", "8301/udp", "8500/tcp"],
    ["8300/tcp", "8301/tcp", "8301/udp", "8501/tcp"],
  ],
])("MeshSecurityGroup on line %s", (release, gossip, plain, tls) => {
  const withGroup = (enabled: boolean) => servers({ securityGroupId: "sg-servers", tls: { enabled } });

  it("lets the tasks reach each other's proxies, and gossip where the line does", () => {
    const between = (proxyPorts?: number[]) =>
      ports(rulesOf(release, undefined, proxyPorts).filter(({ self }) => self));
    expect(between()).toEqual(["20000/tcp", ...gossip]);
    expect(between([21000, 21001])).toEqual(["21000/tcp", "21001/tcp", ...gossip]);
  });

  it.each([
    [false, plain],
    [true, tls],
  ])("opens the servers for the tasks, TLS: %s", (enabled, expected) => {
    const opened = rulesOf(release, withGroup(enabled)).filter((rule) => rule.security_group_id === "sg-servers");
    expect(ports(opened)).toEqual(expected);
    for (const rule of opened) expect(rule.source_security_group_id).toMatch(/^\$\{aws_security_group\./);
  });

  it("opens the tasks for the servers' gossip where the line has it", () => {
    const fromServers = rulesOf(release, withGroup(false)).filter(
      (rule) => rule.source_security_group_id === "sg-servers",
    );
    expect(ports(fromServers)).toEqual(gossip);
  });

  it("touches no servers whose security group it does not know", () => {
    expect(rulesOf(release, servers())).toHaveLength(rulesOf(release).length);
  });

  it("opens a port for a load balancer, and everything outwards", () => {
    const rules = rulesOf(release);
    const fromLoadBalancer = rules.filter((rule) => rule.source_security_group_id === "sg-lb");
    expect(fromLoadBalancer).toMatchObject([{ type: "ingress", from_port: 9090, to_port: 9090, protocol: "tcp" }]);
    const egress = rules.filter(({ type }) => type === "egress");
    expect(egress).toMatchObject([{ protocol: "-1", from_port: 0, to_port: 0, cidr_blocks: ["0.0.0.0/0"] }]);
    // Nobody outside of the VPC gets in.
    expect(rules.filter((rule) => rule.type === "ingress" && rule.cidr_blocks)).toEqual([]);
  });
});

describe("several peers", () => {
  it("takes two groups of servers behind one security group", () => {
    const template = Template.of(
      testStack((stack) => {
        const mesh = new MeshSecurityGroup(stack, "mesh", { release: "0.6", name: "mesh", vpcId: "vpc-1" });
        mesh.connectTo(servers({ securityGroupId: "sg-one" }));
        mesh.connectTo(servers({ securityGroupId: "sg-two" }));
        mesh.connectTo({ ...servers({ cidrBlocks: ["10.0.0.0/16"] }), peerId: "peered" });
      }),
    );
    const rules = Object.values(template.resources("aws_security_group_rule")) as unknown as RuleBlock[];
    const gossip = ["8301/tcp", "8301/udp"];
    for (const group of ["sg-one", "sg-two"]) {
      expect(ports(rules.filter((rule) => rule.security_group_id === group))).toEqual([
        "8300/tcp",
        ...gossip,
        "8500/tcp",
      ]);
      expect(ports(rules.filter((rule) => rule.source_security_group_id === group))).toEqual(gossip);
    }
    const ranges = rules.filter((rule) => rule.type === "ingress" && rule.cidr_blocks);
    expect(ports(ranges)).toEqual(gossip);
    expect(ranges).toMatchObject([{ cidr_blocks: ["10.0.0.0/16"] }, { cidr_blocks: ["10.0.0.0/16"] }]);
  });

  it("takes two load balancers on one port, and makes one rule for two services behind one of them", () => {
    const rules = Template.of(
      testStack((stack) => {
        const mesh = new MeshSecurityGroup(stack, "mesh", { release: "0.10", name: "mesh", vpcId: "vpc-1" });
        mesh.allowFrom({ securityGroupId: "sg-a" }, 9090, "Callers");
        mesh.allowFrom({ securityGroupId: "sg-b" }, 9090, "Callers");
        mesh.allowFrom({ securityGroupId: "sg-a" }, 9090, "Callers");
        mesh.allowFrom({ securityGroupId: "sg-a" }, 9091, "Callers");
      }),
    ).resources("aws_security_group_rule");
    const sources = Object.values(rules)
      .filter(({ source_security_group_id: source }) => source !== undefined)
      .map(({ source_security_group_id: source, from_port: port }) => [source, port]);
    expect(sources.sort()).toEqual([
      ["sg-a", 9090],
      ["sg-a", 9091],
      ["sg-b", 9090],
    ]);
  });
});
