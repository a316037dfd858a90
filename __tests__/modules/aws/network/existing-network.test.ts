import { Fn, TerraformOutput, TerraformStack, TerraformVariable, Testing, Token } from "cdktf";
import { ExistingNetwork, type ExistingNetworkProps } from "../../../../modules/aws/network";

const given: Required<ExistingNetworkProps> = {
  vpcId: "vpc-0a1b2c3d4e5f60718",
  vpcCidr: "172.31.0.0/16",
  publicSubnetIds: ["subnet-0a1b2c3d", "subnet-0a1b2c3d4e5f60718"],
  privateSubnetIds: ["subnet-0a1b2c3e"],
  publicRouteTableIds: ["rtb-0a1b2c3d"],
  privateRouteTableIds: ["rtb-0a1b2c3e"],
};

describe("ExistingNetwork.fromIds", () => {
  test("holds what it was given", () => {
    expect({ ...ExistingNetwork.fromIds(given) }).toEqual(given);
  });

  test("needs the VPC and the private subnets only", () => {
    const { vpcId, privateSubnetIds } = given;
    expect({ ...ExistingNetwork.fromIds({ vpcId, privateSubnetIds }) }).toEqual({
      vpcId,
      vpcCidr: undefined,
      publicSubnetIds: [],
      privateSubnetIds,
      publicRouteTableIds: [],
      privateRouteTableIds: [],
    });
  });

  test("keeps its own copy of the lists", () => {
    const privateSubnetIds = ["subnet-0a1b2c3d"];
    const network = ExistingNetwork.fromIds({ ...given, privateSubnetIds });
    privateSubnetIds.push("subnet-0a1b2c3e");
    expect(network.privateSubnetIds).toEqual(["subnet-0a1b2c3d"]);
  });

  test("allows a subnet that is in both lists: a default VPC has public ones only", () => {
    const ids = ["subnet-0a1b2c3d"];
    const network = ExistingNetwork.fromIds({ ...given, publicSubnetIds: ids, privateSubnetIds: ids });
    expect(network.privateSubnetIds).toEqual(network.publicSubnetIds);
  });

  test("passes tokens: ids, an id in a list, and whole lists", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const ids = new TerraformVariable(stack, "ids", { type: "list(string)" });
    const vpcId = Token.asString({ ref: "vpc" });
    const network = ExistingNetwork.fromIds({
      vpcId,
      vpcCidr: Token.asString({ ref: "cidr" }),
      publicSubnetIds: ["subnet-0a1b2c3d", Token.asString(Fn.element(ids.listValue, 0))],
      privateSubnetIds: ids.listValue,
      privateRouteTableIds: [Token.asString({ ref: "table" })],
    });
    expect(network.vpcId).toBe(vpcId);
    new TerraformOutput(stack, "private", { value: network.privateSubnetIds });
    const { output } = JSON.parse(Testing.synth(stack, true)) as { output: { private: { value: unknown } } };
    expect(output.private.value).toBe("${var.ids}");
  });

  const hex = (kind: string, got: string) =>
    `must be '${kind}-' and 8 or 17 hexadecimal digits (got ${got}). Copy the id, not the name or the ARN.`;
  const one = (got: string, fix: string) => `must be a list of one id or more (got ${got}). ${fix}`;
  const missing = "Leave it out where there is none.";

  test.each<[string, object, string]>([
    ["vpcId", { vpcId: "main" }, hex("vpc", '"main"')],
    ["vpcId", { vpcId: "" }, hex("vpc", '""')],
    ["vpcId", { vpcId: "vpc-0a1b2c3" }, hex("vpc", '"vpc-0a1b2c3"')],
    ["vpcId", { vpcId: "subnet-0a1b2c3d" }, hex("vpc", '"subnet-0a1b2c3d"')],
    ["vpcId", { vpcId: undefined }, hex("vpc", "null")],
    ["vpcCidr", { vpcCidr: "10.0.0.1/16" }, "must name the network, with no bit set after the prefix"],
    ["vpcCidr", { vpcCidr: "10.0.0.0/8" }, "must be a /16 to a /28"],
    ["privateSubnetIds", { privateSubnetIds: [] }, one("[]", "Tasks and servers are put there.")],
    ["privateSubnetIds", { privateSubnetIds: undefined }, "must be a list (got null). Put it into brackets."],
    ["privateSubnetIds[0]", { privateSubnetIds: ["private-1"] }, hex("subnet", '"private-1"')],
    [
      "privateSubnetIds",
      { privateSubnetIds: ["subnet-0a1b2c3d", "subnet-0a1b2c3d"] },
      'must name each id once (got ["subnet-0a1b2c3d","subnet-0a1b2c3d"]). Remove the one that is there twice.',
    ],
    ["publicSubnetIds", { publicSubnetIds: [] }, one("[]", missing)],
    ["publicSubnetIds", { publicSubnetIds: "subnet-0a1b2c3d" }, 'must be a list (got "subnet-0a1b2c3d").'],
    ["publicSubnetIds[0]", { publicSubnetIds: ["vpc-0a1b2c3d"] }, hex("subnet", '"vpc-0a1b2c3d"')],
    ["publicRouteTableIds[0]", { publicRouteTableIds: ["subnet-0a1b2c3d"] }, hex("rtb", '"subnet-0a1b2c3d"')],
    ["privateRouteTableIds", { privateRouteTableIds: [] }, one("[]", missing)],
    ["subnetIds", { subnetIds: ["subnet-0a1b2c3d"] }, "is not known here. Leave it out: known are 'vpcId', 'vpcCidr',"],
    ["vpcID", { vpcID: "vpc-0a1b2c3d" }, "is not known here. Did you mean 'vpcId'?"],
  ])("refuses a wrong %s: %j", (prop, wrong, message) => {
    expect(() => ExistingNetwork.fromIds({ ...given, ...wrong })).toThrow(`  - ${prop} ${message}`);
  });

  test("names everything that is wrong at once", () => {
    const wrong = { vpcId: "main", privateSubnetIds: ["a", "a"] };
    const lines = [
      "ExistingNetwork cannot be made:",
      `  - vpcId ${hex("vpc", '"main"')}`,
      `  - privateSubnetIds[0] ${hex("subnet", '"a"')}`,
      `  - privateSubnetIds[1] ${hex("subnet", '"a"')}`,
      '  - privateSubnetIds must name each id once (got ["a","a"]). Remove the one that is there twice.',
    ];
    expect(() => ExistingNetwork.fromIds(wrong)).toThrow(lines.join("\n"));
  });

  test.each([undefined, null, "vpc-0a1b2c3d"])("refuses props that are %p", (props) => {
    expect(() => ExistingNetwork.fromIds(props as unknown as ExistingNetworkProps)).toThrow("props must be an object");
  });

  test("what only Terraform knows is judged where the network is used, and nothing is made for what is written out", () => {
    const synthesized = (change: (variable: TerraformVariable) => object) => {
      const stack = new TerraformStack(Testing.app(), "stack");
      const variable = new TerraformVariable(stack, "id", { type: "string" });
      ExistingNetwork.fromIds({ ...given, ...change(variable) }).guardIn(stack);
      const { resource } = JSON.parse(Testing.synth(stack)) as {
        resource?: {
          terraform_data: { "existing-network": { lifecycle: { precondition: { error_message: string }[] } } };
        };
      };
      return resource?.terraform_data["existing-network"].lifecycle.precondition.map(
        ({ error_message: message }) => message.split(" ")[0],
      );
    };
    expect(synthesized(() => ({}))).toBeUndefined();
    expect(synthesized(({ stringValue }) => ({ vpcId: stringValue, privateSubnetIds: [stringValue] }))).toEqual([
      "vpcId",
      "privateSubnetIds[0]",
    ]);
    expect(synthesized(({ listValue }) => ({ privateRouteTableIds: listValue }))).toEqual([
      "privateRouteTableIds[*]",
      "privateRouteTableIds",
      "privateRouteTableIds",
    ]);
    expect(synthesized(({ stringValue }) => ({ vpcCidr: stringValue }))).toEqual(["vpcCidr", "vpcCidr", "vpcCidr"]);
  });
});
