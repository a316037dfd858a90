import type { VpcProps } from "../../../../modules/aws/network";
import { synthesize, TAGGED, values } from "./synthesize";

describe("Vpc by default", () => {
  const made = synthesize({ name: "consul" });
  const { ofType, ref } = made;

  test("construct ids and types are a contract", () => {
    const typeOf = Object.fromEntries(
      Object.entries(made.addresses).map(([id, name]) => [id, name.slice(0, name.lastIndexOf("."))]),
    );
    expect(typeOf).toEqual({
      "availability-zones": "data.aws_availability_zones",
      vpc: "aws_vpc",
      "internet-gateway": "aws_internet_gateway",
      "public-1": "aws_subnet",
      "public-2": "aws_subnet",
      "public-3": "aws_subnet",
      "private-1": "aws_subnet",
      "private-2": "aws_subnet",
      "private-3": "aws_subnet",
      "nat-address-1": "aws_eip",
      "nat-gateway-1": "aws_nat_gateway",
      "public-route-table": "aws_route_table",
      "public-default-route": "aws_route",
      "private-1-route-table": "aws_route_table",
      "private-1-default-route": "aws_route",
      "public-1-route-table-association": "aws_route_table_association",
      "public-2-route-table-association": "aws_route_table_association",
      "public-3-route-table-association": "aws_route_table_association",
      "private-1-route-table-association": "aws_route_table_association",
      "private-2-route-table-association": "aws_route_table_association",
      "private-3-route-table-association": "aws_route_table_association",
    });
  });

  test("has the VPC and the subnets of the HCL example", () => {
    expect(ofType("aws_vpc").vpc).toMatchObject({
      cidr_block: "10.0.0.0/16",
      enable_dns_support: true,
      enable_dns_hostnames: true,
    });
    expect(values(ofType("aws_subnet"), "cidr_block")).toEqual({
      "private-1": "10.0.1.0/24",
      "private-2": "10.0.2.0/24",
      "private-3": "10.0.3.0/24",
      "public-1": "10.0.4.0/24",
      "public-2": "10.0.5.0/24",
      "public-3": "10.0.6.0/24",
    });
  });

  test("only public subnets give out public addresses", () => {
    const onLaunch = values(ofType("aws_subnet"), "map_public_ip_on_launch");
    expect(onLaunch).toMatchObject({ "public-1": true, "public-2": true, "public-3": true });
    expect([onLaunch["private-1"], onLaunch["private-2"], onLaunch["private-3"]]).toEqual(Array(3).fill(undefined));
  });

  test("takes the first zones of the region that need no opt-in", () => {
    expect(Object.values(made.json.data.aws_availability_zones!)[0]).toMatchObject({
      state: "available",
      filter: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
    });
    const names = ref("availability-zones", "names").slice(2, -1);
    const zones = values(ofType("aws_subnet"), "availability_zone");
    for (const number of [1, 2, 3]) {
      expect(zones[`private-${number}`]).toBe(`\${element(${names}, ${number - 1})}`);
      expect(zones[`public-${number}`]).toBe(zones[`private-${number}`]);
    }
  });

  test("refuses a region with fewer zones at plan, and never moves a subnet to another zone", () => {
    const names = ref("availability-zones", "names").slice(2, -1);
    expect(ofType("aws_vpc").vpc!.lifecycle).toEqual({
      precondition: [
        {
          condition: `\${(length(${names}) >= 3)}`,
          error_message: expect.stringMatching(
            /^availabilityZoneCount must be at most what the region offers/,
          ) as string,
        },
      ],
    });
    expect(ofType("aws_subnet")["private-1"]!.lifecycle).toEqual({ ignore_changes: ["availability_zone"] });
  });

  test("public subnets go out through the internet gateway", () => {
    expect(ofType("aws_internet_gateway")["internet-gateway"]).toMatchObject({ vpc_id: ref("vpc") });
    expect(ofType("aws_route")["public-default-route"]).toMatchObject({
      route_table_id: ref("public-route-table"),
      destination_cidr_block: "0.0.0.0/0",
      gateway_id: ref("internet-gateway"),
    });
    expect(ofType("aws_route_table_association")["public-2-route-table-association"]).toMatchObject({
      subnet_id: ref("public-2"),
      route_table_id: ref("public-route-table"),
    });
  });

  test("private subnets share one NAT gateway in the first public subnet", () => {
    const after = [made.addresses["internet-gateway"]];
    expect(ofType("aws_eip")).toMatchObject({ "nat-address-1": { domain: "vpc", depends_on: after } });
    expect(ofType("aws_nat_gateway")).toMatchObject({
      "nat-gateway-1": { allocation_id: ref("nat-address-1"), subnet_id: ref("public-1"), depends_on: after },
    });
    expect(ofType("aws_route")["private-1-default-route"]).toMatchObject({
      route_table_id: ref("private-1-route-table"),
      destination_cidr_block: "0.0.0.0/0",
      nat_gateway_id: ref("nat-gateway-1"),
    });
    const tables = values(ofType("aws_route_table_association"), "route_table_id");
    for (const number of [1, 2, 3]) {
      expect(tables[`private-${number}-route-table-association`]).toBe(ref("private-1-route-table"));
    }
  });

  test("routes are resources of their own, so that others may add theirs to the tables", () => {
    expect(values(ofType("aws_route_table"), "route")).toEqual({
      "public-route-table": undefined,
      "private-1-route-table": undefined,
    });
  });

  test("offers what the seam asks for; a subnet's id comes from its association, which waits for the route", () => {
    const ids = (kind: string) => [1, 2, 3].map((n) => ref(`${kind}-${n}-route-table-association`, "subnet_id"));
    expect(made.network).toEqual({
      vpcCidr: "10.0.0.0/16",
      vpcId: ref("vpc"),
      publicSubnetIds: ids("public"),
      privateSubnetIds: ids("private"),
      publicRouteTableIds: [ref("public-route-table")],
      privateRouteTableIds: [ref("private-1-route-table")],
      availabilityZones: [1, 2, 3].map((n) => ref(`private-${n}`, "availability_zone")),
    });
    const after = values(ofType("aws_route_table_association"), "depends_on");
    expect(after["public-1-route-table-association"]).toEqual([made.addresses["public-default-route"]]);
    expect(after["private-3-route-table-association"]).toEqual([made.addresses["private-1-default-route"]]);
  });

  test("names everything that has tags", () => {
    const nameTags = TAGGED.map((type) => values(ofType(type), "tags")).reduce((all, some) => ({ ...all, ...some }));
    expect(nameTags).toEqual({
      vpc: { Name: "consul" },
      "internet-gateway": { Name: "consul" },
      "public-1": { Name: "consul-public-1" },
      "public-2": { Name: "consul-public-2" },
      "public-3": { Name: "consul-public-3" },
      "private-1": { Name: "consul-private-1" },
      "private-2": { Name: "consul-private-2" },
      "private-3": { Name: "consul-private-3" },
      "nat-address-1": { Name: "consul-nat-1" },
      "nat-gateway-1": { Name: "consul-nat-1" },
      "public-route-table": { Name: "consul-public" },
      "private-1-route-table": { Name: "consul-private" },
    });
  });

  test("is the same when its defaults are written out, or given as undefined", () => {
    const written: VpcProps = {
      name: "consul",
      cidr: "10.0.0.0/16",
      availabilityZoneCount: 3,
      natGateways: "single",
      tags: {},
    };
    const unset: VpcProps = { name: "consul", cidr: undefined, availabilityZoneCount: undefined, tags: undefined };
    expect(synthesize(written).json).toEqual(made.json);
    expect(synthesize(unset).json).toEqual(made.json);
  });
});
