import { TerraformVariable, Testing, Token } from "cdktf";
import { Vpc, type VpcProps } from "../../../../modules/aws/network";
import { emptyStack, synthesize, TAGGED } from "./synthesize";

describe("options of Vpc", () => {
  test("one-per-zone: each private subnet has its own gateway, address and route table", () => {
    const { ofType, ref, network } = synthesize({ name: "consul", natGateways: "one-per-zone" });
    for (const n of [1, 2, 3]) {
      expect(ofType("aws_nat_gateway")[`nat-gateway-${n}`]).toMatchObject({
        allocation_id: ref(`nat-address-${n}`),
        subnet_id: ref(`public-${n}`),
      });
      expect(ofType("aws_route")[`private-${n}-default-route`]).toMatchObject({
        route_table_id: ref(`private-${n}-route-table`),
        nat_gateway_id: ref(`nat-gateway-${n}`),
      });
      expect(ofType("aws_route_table_association")[`private-${n}-route-table-association`]).toMatchObject({
        subnet_id: ref(`private-${n}`),
        route_table_id: ref(`private-${n}-route-table`),
      });
      expect(ofType("aws_route_table")[`private-${n}-route-table`]).toMatchObject({
        tags: { Name: `consul-private-${n}` },
      });
    }
    expect(network.privateRouteTableIds).toEqual([1, 2, 3].map((n) => ref(`private-${n}-route-table`)));
    expect(network.publicRouteTableIds).toHaveLength(1);
  });

  test.each([1, 2, 6])("availabilityZoneCount %i", (availabilityZoneCount) => {
    const { ofType, network } = synthesize({ name: "consul", availabilityZoneCount, natGateways: "one-per-zone" });
    expect(network.privateSubnetIds).toHaveLength(availabilityZoneCount);
    expect(network.publicSubnetIds).toHaveLength(availabilityZoneCount);
    expect(network.availabilityZones).toHaveLength(availabilityZoneCount);
    expect(Object.keys(ofType("aws_subnet"))).toHaveLength(2 * availabilityZoneCount);
    expect(Object.keys(ofType("aws_nat_gateway"))).toHaveLength(availabilityZoneCount);
  });

  test("cidr", () => {
    const { ofType, network } = synthesize({ name: "consul", cidr: "192.168.7.128/25" });
    expect(network.vpcCidr).toBe("192.168.7.128/25");
    expect(ofType("aws_vpc").vpc).toMatchObject({ cidr_block: "192.168.7.128/25" });
    expect(ofType("aws_subnet")["public-3"]).toMatchObject({ cidr_block: "192.168.7.224/28" });
  });

  test("tags are on everything that can have them, and the caller's object stays as it was", () => {
    const tags = { team: "mesh" };
    const { ofType } = synthesize({ name: "consul", tags });
    for (const type of TAGGED) {
      for (const resource of Object.values(ofType(type))) {
        expect(resource.tags).toEqual({ team: "mesh", Name: expect.stringMatching(/^consul/) as string });
      }
    }
    expect(tags).toEqual({ team: "mesh" });
  });

  test("name and the values of tags may be tokens, which Terraform judges", () => {
    const stack = emptyStack();
    const name = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
    new Vpc(stack, "network", { name, tags: { owner: name } });
    const json = Testing.synth(stack, true);
    expect(json).toContain('"Name": "${var.name}-private-3"');
    expect(json).toContain('"error_message": "name must have 1 to 246 characters.');
    expect(json).toContain('"error_message": "tags.owner must have 256 characters at most.');
  });

  test("tags may be a map that only Terraform knows, without a Name", () => {
    const stack = emptyStack();
    const tags = new TerraformVariable(stack, "tags", { type: "map(string)" });
    new Vpc(stack, "network", { name: "mesh", tags: Token.asStringMap(tags.value) });
    const json = Testing.synth(stack, true);
    expect(json).toContain('"tags": "${merge(var.tags, {\\"Name\\" = \\"mesh-private-3\\"})}"');
    expect(json).toContain('"condition": "${!contains(keys(var.tags), \\"Name\\")}"');
  });
});

describe("Vpc refuses", () => {
  const name = "must have 1 to 246 characters";

  test.each<[string, object, string]>([
    ["name", { name: "" }, `${name} (got "").`],
    ["name", { name: "  " }, `${name} (got "  ").`],
    ["name", { name: "consul${x}" }, 'must have letters, digits, spaces and _ . : / = + - @ only (got "consul${x}").'],
    ["name", { name: undefined }, `${name} (got null).`],
    ["name", { name: "n".repeat(247) }, `${name} (got "nnn`],
    ["cidr", { cidr: "10.0.0.1/16" }, "must name the network, with no bit set after the prefix"],
    ["cidr", { cidr: "10.0.0.0/26" }, "must be a /25 or larger to hold the 6 subnets of 3 zones"],
    ["cidr", { cidr: "10.0.0.0/25", availabilityZoneCount: 4 }, "must be a /24 or larger to hold the 8 subnets of 4"],
    [
      "cidr",
      { cidr: "10.0.0.0/27", availabilityZoneCount: 1 },
      "must be a /26 or larger to hold the 2 subnets of 1 zone",
    ],
    ["cidr", { cidr: Token.asString({ ref: "cidr" }) }, "must be known at synth, because the subnets are cut from it"],
    ["availabilityZoneCount", { availabilityZoneCount: 0 }, "must be a whole number from 1 to 6 (got 0)."],
    ["availabilityZoneCount", { availabilityZoneCount: 7 }, "must be a whole number from 1 to 6 (got 7)."],
    ["availabilityZoneCount", { availabilityZoneCount: "3" }, 'must be a whole number from 1 to 6 (got "3").'],
    ["natGateways", { natGateways: "none" }, "must be one of 'single' and 'one-per-zone' (got \"none\")."],
    ["natGateways", { natGateways: Token.asString({}) }, "must be known at synth, because it decides what is made"],
    ["natGateways", { natGateways: 1 }, "must be one of 'single' and 'one-per-zone' (got 1)."],
    ["tags", { tags: "team" }, 'must be an object (got "team").'],
    [
      "tags.Name",
      { tags: { Name: "mine" } },
      'must not be given (got {"Name":"mine"}). The Name tags are made from the prop `name`.',
    ],
    ["tags.", { tags: { "": "x" } }, 'must have a key of 1 to 128 characters (got "").'],
    ["tags.aws:team", { tags: { "aws:team": "x" } }, "must not begin with 'aws:', which AWS keeps for itself"],
    ["tags.team", { tags: { team: "x".repeat(257) } }, "must have 256 characters at most"],
    [
      "azs",
      { azs: ["us-east-1a"] },
      "is not known here. Leave it out: known are 'name', 'cidr', 'availabilityZoneCount',",
    ],
    ["tags.team", { tags: { team: 7 } }, "must be a text (got 7)."],
    ["cidrs", { cidrs: ["10.0.0.0/16"] }, "is not known here. Did you mean 'cidr'?"],
    ["cidr", { cidr: 10 }, "must be an IPv4 range in CIDR notation (got 10)."],
    ["cidr", { cidr: null }, "must be an IPv4 range in CIDR notation (got null)."],
    ["cidr", { cidr: "10.0.0.0/15" }, "must be a /16 to a /28 (got"],
  ])("%s of %j", (prop, wrong, message) => {
    expect(() => synthesize({ name: "consul", ...wrong })).toThrow(
      `Vpc "network" cannot be made:\n  - ${prop} ${message}`,
    );
  });

  test.each([undefined, null, "props", [[]]])("props that are %p", (props) => {
    expect(() => synthesize(props as unknown as VpcProps)).toThrow(
      'Vpc "network" cannot be made:\n  - props must be an',
    );
  });

  test("no more than it must: the longest name and the longest tag pass", () => {
    const longest = { name: "n".repeat(246), tags: { ["k".repeat(128)]: "v".repeat(256) } };
    const { ofType } = synthesize({ ...longest, availabilityZoneCount: 6, natGateways: "one-per-zone" });
    expect((ofType("aws_subnet")["private-6"]!.tags as { Name: string }).Name).toHaveLength(256);
  });
});
