import { Fn, TerraformVariable, Token, type TerraformStack } from "cdktf";
import { InputError } from "../../../../modules/aws";
import { Ec2Capacity, type Ec2CapacityProps } from "../../../../modules/aws/capacity";
import { Template, testStack } from "../../../helpers/template";

const BASE = { name: "mesh", clusterName: "mesh", vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"] };
const ARM = { architecture: "arm64" };

type Given = (stack: TerraformStack) => Readonly<Record<string, unknown>>;

/** @param given also such as their type refuses */
function make(given: Readonly<Record<string, unknown>> | Given): Template {
  return Template.of(
    testStack((stack) => {
      const props = typeof given === "function" ? given(stack) : given;
      new Ec2Capacity(stack, "capacity", { ...BASE, ...props });
    }),
  );
}

const each = (prop: string, ...values: readonly unknown[]) => values.map((value) => ({ [prop]: value }));
const types = (...names: readonly string[]) => each("instanceType", ...names);

/** What breaks the rule, and the edge that keeps it. */
test.each<[string, Readonly<Record<string, unknown>>[], Readonly<Record<string, unknown>>[]]>([
  [
    "name must be letters",
    each("name", "aws-mesh", "ECS1", "a b", "fargate", 7, undefined),
    each("name", "my-aws", "a_1"),
  ],
  ["name must not begin with 'sg-'", each("name", "sg-mesh"), each("name", "sgmesh")],
  ["name must have 3 to 53 characters", each("name", "", "ab", "n".repeat(54)), each("name", "abc", "n".repeat(53))],
  [
    "clusterName must be letters",
    each("clusterName", undefined, "", "a b", "arn:aws:ecs:eu-west-1:1:cluster/a", "c".repeat(256), "a\nEND"),
    each("clusterName", "c".repeat(255)),
  ],
  ["vpcId must be an id", each("vpcId", undefined, "", "main", "subnet-1", 7), each("vpcId", "vpc-0a1b2c3d")],
  [
    "subnetIds must",
    each("subnetIds", undefined, [], "subnet-1", ["subnet-1", "subnet-1"]),
    each("subnetIds", ["subnet-1"]),
  ],
  ["subnetIds[0] must be an id", each("subnetIds", [""], ["sg-1"], [7]), []],
  [
    "architecture must be 'x86_64' or 'arm64'",
    each("architecture", "sparc", "ARM64", 64, null),
    [{ architecture: "x86_64" }, ARM],
  ],
  [
    "instanceType must be a family and a size",
    types("large", "", "M6I.large", "m6i."),
    types("m6i.metal", "m7i-flex.large", "u-6tb1.112xlarge", "c7i.metal-24xl"),
  ],
  [
    "instanceType must be one of architecture 'x86_64'",
    types("m7g.large", "a1.large", "g5g.xlarge", "c7gn.metal", "m8g-flex.large"),
    types("g5.xlarge", "g4dn.metal", "i3en.large", "mg.large"),
  ],
  [
    "instanceType must be one of architecture 'arm64'",
    types("m6i.large", "t3.medium").map((type) => ({ ...type, ...ARM })),
    types("c7gn.large", "a1.metal", "im4gn.large", "x2gd.metal", "p6e-gb200.36xlarge").map((type) => ({
      ...type,
      ...ARM,
    })),
  ],
  ["instanceType must not be a Mac", types("mac1.metal", "mac2-m2pro.metal"), []],
  [
    "eniTrunking is not possible",
    [{ eniTrunking: true }, { eniTrunking: true, instanceType: "t2.micro" }],
    [{ eniTrunking: true, instanceType: "m6i.large" }],
  ],
  ["eniTrunking must be true or false", each("eniTrunking", "yes", 1), each("eniTrunking", false)],
  ["minInstances must be a whole number", each("minInstances", -1, 1.5, "1", NaN, 5001), each("minInstances", 0, 4)],
  ["maxInstances must be a whole number", each("maxInstances", 0, Infinity, null), each("maxInstances", 1, 5000)],
  [
    "maxInstances must not be below minInstances",
    [{ minInstances: 5 }, { minInstances: 3, maxInstances: 2 }],
    [{ minInstances: 2, maxInstances: 2 }],
  ],
  [
    "targetCapacityPercent must be a whole number from 1 to 100",
    each("targetCapacityPercent", 0, 101),
    each("targetCapacityPercent", 1, 100),
  ],
  ["volumeGib must be a whole number from 30", each("volumeGib", 29, 16385, "30", null), each("volumeGib", 30, 16384)],
  [
    "kmsKeyArn must be the ARN of a KMS key",
    each("kmsKeyArn", "alias/mesh", 7),
    each("kmsKeyArn", "arn:aws-cn:kms:cn-north-1:111122223333:key/0123"),
  ],
  [
    "permissionsBoundary must be the ARN of a policy",
    each("permissionsBoundary", "boundary", "arn:aws:iam::1:role/a"),
    each("permissionsBoundary", "arn:aws:iam::111122223333:policy/path/boundary"),
  ],
  ["dependsOn must be a list", each("dependsOn", "gateway", {}), each("dependsOn", [])],
  [
    "dependsOn[0] must be a resource",
    each("dependsOn", ["gateway"], [7], [{}]),
    each("dependsOn", [{ fqn: "aws_vpc.a" }]),
  ],
  ["tags must be an object", each("tags", "team", 7, []), []],
  ["tags.aws:a must not begin with 'aws:'", each("tags", { "aws:a": "b" }), each("tags", { "a:aws": "b" })],
  ["subnetId is not known here. Did you mean 'subnetIds'?", each("subnetId", "subnet-1"), []],
])("%s ...", (message, bad, good) => {
  for (const given of bad) {
    expect(() => make(given)).toThrow(InputError);
    expect(() => make(given)).toThrow(`  - ${message}`);
  }
  for (const given of good) expect(() => make(given)).not.toThrow();
});

test.each([undefined, null, "props", [[]]])("props that are %p are refused as such", (props) => {
  const build = () => new Ec2Capacity(testStack(), "capacity", props as unknown as Ec2CapacityProps);
  expect(build).toThrow(/props must be an object/);
});

test("what only Terraform knows is a condition of the launch template", () => {
  const template = make((stack) => {
    const variable = (type: string, name: string) => new TerraformVariable(stack, name, { type });
    return {
      name: variable("string", "name").stringValue,
      clusterName: variable("string", "cluster").stringValue,
      vpcId: variable("string", "vpc").stringValue,
      subnetIds: variable("list(string)", "subnets").listValue,
      instanceType: variable("string", "type").stringValue,
      maxInstances: variable("number", "most").numberValue,
      kmsKeyArn: variable("string", "key").stringValue,
      eniTrunking: true,
      tags: Token.asStringMap(Fn.merge([variable("map(string)", "tags").value, { a: "b" }])),
    };
  });
  const { lifecycle, ...launch } = template.resource<{
    lifecycle: { precondition: { error_message: string }[] };
    tag_specifications: { tags: unknown }[];
  }>("aws_launch_template");
  const judged = lifecycle.precondition.map(({ error_message: message }) => message.split(" ")[0]);
  expect([...new Set(judged)]).toEqual([
    "name",
    "clusterName",
    "vpcId",
    "subnetIds[*]",
    "subnetIds",
    "instanceType",
    "maxInstances",
    "kmsKeyArn",
    "tags",
    "tags[*]",
    "eniTrunking",
  ]);
  expect(launch.tag_specifications[0]?.tags).toMatch(/^\$\{merge\(.*var\.tags/);
  expect(template.resource("aws_autoscaling_group")).toMatchObject({
    vpc_zone_identifier: "${var.subnets}",
    max_size: "${var.most}",
  });
});

test("a switch, and what the image depends on, cannot wait for Terraform", () => {
  const token = Token.asString(Fn.upper("x"));
  expect(() => make({ architecture: token })).toThrow(/architecture must be known at synth, because the image depends/);
  expect(() => make({ eniTrunking: Token.asAny(Fn.tobool("true")) })).toThrow(/eniTrunking must be known at synth/);
});
