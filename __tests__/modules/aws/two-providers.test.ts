import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Aspects, Testing, TerraformOutput, TerraformStack, type TerraformProvider } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { GeneratedSecret } from "../../../modules/aws";
import { Ec2Capacity } from "../../../modules/aws/capacity";
import { providerFacts } from "../../../modules/aws/grants";
import { Ec2Servers } from "../../../modules/servers/ec2";
import { Template } from "../../helpers/template";

/** A stack that works in two regions: what is in the second scope has the second provider, as an aspect says. */
function twoRegions(build: (home: Construct, abroad: Construct) => void): Template {
  const stack = new TerraformStack(Testing.app(), "test");
  new AwsProvider(stack, "aws", { region: "eu-west-1" });
  const second = new AwsProvider(stack, "second", { region: "cn-north-1", alias: "second" });
  const [home, abroad] = [new Construct(stack, "home"), new Construct(stack, "abroad")];
  Aspects.of(abroad).add({ visit: (node) => giveProvider(node, second) });
  build(home, abroad);
  return Template.of(stack);
}

/** As people write it: resources and data sources, for cdktf has nothing else. */
function giveProvider(node: IConstruct, provider: TerraformProvider): void {
  if ("terraformResourceType" in node && "provider" in node) node.provider = provider;
}

const SECOND = "aws.second";

test("the password of a generated secret comes from the provider of the secret", () => {
  const template = twoRegions((home, abroad) => {
    for (const scope of [home, abroad]) new GeneratedSecret(scope, "token", { kind: "token", name: "token" });
  });
  const { ephemeral } = template.json as { ephemeral?: Record<string, Record<string, { provider?: string }>> };
  const passwords = Object.entries(ephemeral?.aws_secretsmanager_random_password ?? {});
  expect(passwords.map(([name, { provider }]) => [name.split("_")[0], provider])).toEqual([
    ["abroad", SECOND],
    ["home", undefined],
  ]);
});

test("each provider is asked once, and everybody gets the answer of its own", () => {
  const template = twoRegions((home, abroad) => {
    for (const scope of [home, abroad]) {
      for (const id of ["one", "two"]) {
        const part = new Construct(scope, id);
        const { region, partition } = providerFacts(part);
        new TerraformOutput(part, "facts", { value: `${region} ${partition}` });
      }
    }
  });
  for (const type of ["aws_region", "aws_partition"]) {
    expect(Object.values(template.dataSources(type)).map(({ provider }) => provider)).toEqual([SECOND, undefined]);
  }
  const values = Object.values(template.outputs).map(({ value }) => String(value));
  expect(new Set(values).size).toBe(2);
  expect(values.map((value) => value.includes("abroad"))).toEqual([true, true, false, false]);
});

test("nothing is asked of the stack's own provider that nobody needs", () => {
  const template = twoRegions((_, abroad) => {
    new TerraformOutput(abroad, "region", { value: providerFacts(abroad).region });
  });
  expect(Object.values(template.dataSources("aws_region"))).toEqual([{ provider: SECOND }]);
});

test("servers and capacity in two regions name the partition of their own provider", () => {
  const template = twoRegions((home, abroad) => {
    for (const scope of [home, abroad]) {
      const network = { vpcId: "vpc-0a1b2c3d", subnetIds: ["subnet-0a1b2c3d", "subnet-0a1b2c3e", "subnet-0a1b2c3f"] };
      const name = scope.node.id;
      new Ec2Servers(scope, "servers", { release: "0.10", name: `consul-${name}`, ...network });
      new Ec2Capacity(scope, "capacity", { name: `capacity-${name}`, clusterName: "mesh", ...network });
    }
  });
  const text = JSON.stringify(template.json.resource);
  expect(text).not.toContain("arn:aws:");
  const all = Object.values(template.json.resource ?? {}).flatMap((blocks) => Object.entries(blocks));
  for (const [name, block] of all) {
    const isAbroad = name.startsWith("abroad");
    expect([name, block.provider]).toEqual([name, isAbroad ? SECOND : undefined]);
    const asked = JSON.stringify(block).match(/data\.aws_(partition|region)\.\w+/g) ?? [];
    expect([name, asked.filter((source) => source.includes("abroad") !== isAbroad)]).toEqual([name, []]);
  }
  for (const type of ["aws_region", "aws_partition"]) {
    expect(Object.values(template.dataSources(type)).map(({ provider }) => provider)).toEqual([SECOND, undefined]);
  }
});
