import { DataAwsVpc } from "@cdktf/provider-aws/lib/data-aws-vpc";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { TerraformVariable } from "cdktf";
import { MeshSecurityGroup } from "../../../../modules/mesh/security-group";
import { refusalsOf } from "../../../helpers/refusals";
import { Template, testStack } from "../../../helpers/template";

const LINES = ["0.10", "0.6"] as const;
const SOMEBODY = { cidrBlocks: ["10.0.0.0/8"] };
const given = { name: "mesh", vpcId: "vpc-0a1b2c3d" };

describe.each(LINES)("line %s", (release) => {
  const group = (change: object) => new MeshSecurityGroup(testStack(), "mesh", { release, ...given, ...change });
  const open = (peer: unknown, port: unknown = 80, description: unknown = "Balancer") => {
    return () => group({}).allowFrom(peer as never, port as never, description as never);
  };

  test.each<[string, () => unknown, RegExp]>([
    ["no name", () => group({ name: undefined }), /^name must have 1 to 255 letters/],
    ["an empty name", () => group({ name: "" }), /^name must have 1 to 255 letters/],
    ["a long name", () => group({ name: "n".repeat(256) }), /^name must have 1 to 255 letters/],
    ["a name with a quote", () => group({ name: 'm"sh' }), /^name must have 1 to 255 letters/],
    ["a name like an id", () => group({ name: "sg-mesh" }), /^name must not begin with 'sg-'/],
    ["a name that is none", () => group({ name: 1 }), /^name must have/],
    ["no VPC", () => group({ vpcId: undefined }), /^vpcId must be an id that begins with 'vpc-'/],
    ["the name of a VPC", () => group({ vpcId: "main" }), /^vpcId must be an id that begins with 'vpc-'/],
    ["no ports", () => group({ proxyPorts: [] }), /^proxyPorts must name at least one port/],
    ["a port that is none", () => group({ proxyPorts: [0] }), /^proxyPorts\[0\] must be a whole number from 1/],
    ["a port over the last", () => group({ proxyPorts: [65536] }), /^proxyPorts\[0\] must be a whole number from 1/],
    ["a port twice", () => group({ proxyPorts: [1, 1] }), /^proxyPorts must name each port once/],
    ["ports that are no list", () => group({ proxyPorts: 20000 }), /^proxyPorts must be a list/],
    ["another prop", () => group({ vpcid: "vpc-1" }), /^vpcid is not known here\. Did you mean 'vpcId'\?/],
    ["the name of a group", open({ securityGroupId: "balancer" }), /^peer\.securityGroupId must be an id that begins/],
    ["a range that is none", open({ cidrBlocks: ["10.0.0.1/8"] }), /^peer\.cidrBlocks\[0\] must be an IPv4 or IPv6/],
    ["ranges that are no list", open({ cidrBlocks: "10.0.0.0/8" }), /^peer\.cidrBlocks must be a list/],
    [
      "somebody without a name",
      open({}),
      /^peer must have a security group or ranges of addresses \(got \{\}\)\. Give/,
    ],
    ["no ranges", open({ cidrBlocks: [] }), /^peer must have a security group or ranges of addresses/],
    ["nobody", open(undefined), /^peer must be an object/],
    ["no port", open(SOMEBODY, null), /^port must be a whole number from 1 to 65535/],
    ["port 0", open(SOMEBODY, 0), /^port must be a whole number from 1 to 65535/],
    ["a description with a quote", open(SOMEBODY, 80, "It's"), /^description must have 255 letters/],
  ])("refuses %s", (_, act, message) => {
    expect(refusalsOf(act)).toEqual([expect.stringMatching(message)]);
  });

  test.each<[string, () => unknown]>([
    ["the longest name", () => group({ name: "n".repeat(255) })],
    ["every sign", () => group({ name: "._-:/()#,@[]+=&;{}!$* a" })],
    ["the last port", () => group({ proxyPorts: [65535, 1] })],
    ["nothing for what is undefined", () => group({ proxyPorts: undefined })],
    ["a target group that others open", open({ targetGroupArn: "arn" })],
    ["a peer with both", open({ securityGroupId: "sg-1", cidrBlocks: ["10.0.0.0/8", "2001:db8::/32"] })],
  ])("takes %s", (_, act) => {
    expect(refusalsOf(act)).toEqual([]);
  });
});

test("refuses a line that does not exist, and props that are none", () => {
  const group = (props: unknown) => () => new MeshSecurityGroup(testStack(), "mesh", props as never);
  expect(refusalsOf(group({ ...given, release: "constructor" }))).toEqual([expect.stringMatching(/^release must be/)]);
  expect(refusalsOf(group(undefined))).toEqual([expect.stringMatching(/^props must be an object/)]);
});

test("takes what only Terraform knows, and refuses a port by which a rule is called", () => {
  const stack = testStack();
  const text = new TerraformVariable(stack, "text", { type: "string" }).stringValue;
  const number = new TerraformVariable(stack, "number", { type: "number" }).numberValue;
  const group = new MeshSecurityGroup(stack, "mesh", { release: "0.10", name: text, vpcId: text });
  group.allowFrom({ securityGroupId: text, peerId: "own" }, 80, "Balancer");
  expect(refusalsOf(() => group.allowFrom({ securityGroupId: text }, number, "Balancer"))).toEqual([
    expect.stringMatching(/^port must be known at synth, because the rule of the security group is named after it/),
  ]);
  const { lifecycle, ...made } = Template.of(stack).resource("aws_security_group");
  expect(made).toMatchObject({ name: "${var.text}", vpc_id: "${var.text}" });
  expect(JSON.stringify(lifecycle)).toContain("name must have 1 to 255");
  expect(JSON.stringify(lifecycle)).toContain("vpcId must be an id that begins with 'vpc-'");
  const opened = Object.values(Template.of(stack).resources("aws_security_group_rule"));
  const fromPeer = opened.find(({ source_security_group_id: source }) => source === "${var.text}");
  expect(JSON.stringify(fromPeer?.lifecycle)).toContain("securityGroupId must be an id that begins with 'sg-'");
});

test("asks nothing of the attributes of resources, which a plan may not know yet", () => {
  const stack = testStack();
  const { id } = new SecurityGroup(stack, "balancer");
  const vpcId = new DataAwsVpc(stack, "vpc").id;
  const group = new MeshSecurityGroup(stack, "mesh", { release: "0.10", name: "mesh", vpcId });
  group.allowFrom({ securityGroupId: id }, 80, "Balancer");
  expect(JSON.stringify(Template.of(stack).json)).not.toContain("precondition");
});
