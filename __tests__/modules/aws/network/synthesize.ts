import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformOutput, TerraformStack, Testing } from "cdktf";
import { Vpc, type Network, type VpcProps } from "../../../../modules/aws/network";

export type Attributes = Record<string, unknown>;

/** Resources by construct id: `private-1`. */
export type Resources = Record<string, Attributes>;

interface Synthesized {
  readonly resource: Record<string, Resources>;
  readonly data: Record<string, Resources>;
  readonly output: { readonly seam: { readonly value: Network } };
}

/** The types that have tags. */
export const TAGGED = [
  "aws_vpc",
  "aws_internet_gateway",
  "aws_subnet",
  "aws_eip",
  "aws_nat_gateway",
  "aws_route_table",
];

export function emptyStack(): TerraformStack {
  const stack = new TerraformStack(Testing.app(), "stack");
  new AwsProvider(stack, "aws");
  return stack;
}

/** A stack with nothing but a VPC, as Terraform gets it, and what the seam offers, as another resource would see it. */
export function synthesize(props: VpcProps) {
  const stack = emptyStack();
  const { vpcId, vpcCidr, publicSubnetIds, privateSubnetIds, ...more }: Network = new Vpc(stack, "network", props);
  const { publicRouteTableIds, privateRouteTableIds, availabilityZones } = more;
  const ids = { publicSubnetIds, privateSubnetIds, publicRouteTableIds, privateRouteTableIds };
  new TerraformOutput(stack, "seam", { value: { vpcId, vpcCidr, ...ids, availabilityZones } });
  const json = JSON.parse(Testing.synth(stack, true)) as Synthesized;

  /** Terraform's address by construct id. */
  const addresses: Record<string, string> = {};
  for (const [prefix, types] of [["data.", json.data] as const, ["", json.resource] as const]) {
    for (const [type, resources] of Object.entries(types)) {
      for (const name of Object.keys(resources)) addresses[constructId(name)] = `${prefix}${type}.${name}`;
    }
  }
  return {
    json,
    network: json.output.seam.value,
    addresses,
    ofType: (type: string): Resources =>
      Object.fromEntries(
        Object.entries(json.resource[type] ?? {}).map(([name, resource]) => [constructId(name), resource]),
      ),
    /** An expression: the attribute of the resource with that construct id. */
    ref: (id: string, attribute = "id") => `\${${addresses[id]}.${attribute}}`,
  };
}

/** One attribute of each. */
export function values(resources: Resources, key: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(resources).map(([id, attributes]) => [id, attributes[key]]));
}

/** cdktf's name is the path and a hash of it: `network_private-1_4188AF2B`. */
function constructId(name: string): string {
  return name.replace(/^network_/, "").replace(/_[0-9A-F]{8}$/, "");
}
