import { EXISTING, VPC, changed, got } from "./faults";

const joined = (change: object, second: object = {}) =>
  changed({ servers: { hosting: "fargate", tls: "brought", ...change }, secondDatacenter: second });

const NETWORKS =
  "network must be a network that is made, with the keys 'cidr', 'availabilityZones', 'natGateways' and 'flowLogs', or one that exists, with the keys 'vpcId', 'publicSubnetIds', 'privateSubnetIds', 'vpcCidr', 'publicRouteTableIds' and 'privateRouteTableIds' (got %). Remove the keys of the one that is not meant.";

const MADE = (cidr: string) =>
  `must be an IPv4 range, a /16 to a /25, with no bit set after the prefix (got %). Write it as '${cidr}'.`;

const LABEL =
  "must be lower case letters, digits and hyphens, with no hyphen at an end, because it is part of host names (got %). Choose a short name, such as 'dc2'.";

describe("a second datacenter", () => {
  test.each<[string, string[], string[]]>([
    [
      "with another hosting",
      changed({ servers: { hosting: "ec2" }, secondDatacenter: {} }),
      [
        `secondDatacenter needs servers.hosting 'fargate' (got "ec2"). Leave secondDatacenter out, or change the hosting.`,
      ],
    ],
    [
      "without TLS",
      joined({ tls: "none" }),
      [
        `servers.tls must be 'brought' or 'generated' with secondDatacenter (got "none"). Mesh gateways tell the servers of datacenters apart by the names of TLS: say tls: 'brought'.`,
      ],
    ],
    [
      "of the first one's name",
      joined({}, { datacenter: "dc1" }),
      [
        `secondDatacenter.datacenter must be another than servers.datacenter (got "dc1"). Give the datacenters two names.`,
      ],
    ],
    [
      "of a name that is no label of a host name",
      joined({}, { datacenter: "dc_2" }),
      [`secondDatacenter.datacenter ${got(LABEL, '"dc_2"')}`],
    ],
    [
      "beside a first one whose name is no label",
      joined({ datacenter: "dc_1" }),
      [
        `servers.datacenter with secondDatacenter must be lower case letters, digits and hyphens, with no hyphen at an end, because it is part of host names (got "dc_1"). Choose a short name, such as 'dc1'.`,
      ],
    ],
    [
      "of a name that is too long with that of the environment",
      joined({}, { datacenter: "north-virginia" }),
      [
        `secondDatacenter.datacenter must have at most 16 characters together with name and a hyphen, because load balancers are named after both and AWS allows 32 (got "mesh-north-virginia"). Shorten one of them.`,
      ],
    ],
    [
      "with tasks on instances",
      changed({
        servers: { hosting: "fargate", tls: "brought" },
        secondDatacenter: {},
        tasks: { launchType: "ec2" },
      }),
      [`tasks.launchType must be 'fargate' with secondDatacenter (got "ec2"). Leave tasks out.`],
    ],
    [
      "with a network that is wrong",
      joined({}, { network: { cidr: "10.1.0.0/33" } }),
      [`secondDatacenter.network.cidr ${got(MADE("10.1.0.0/16"), '"10.1.0.0/33"')}`],
    ],
  ])("%s is refused", (_, told, messages) => {
    expect(told).toEqual(messages);
  });

  test("is told of together with what single keys have wrong", () => {
    const told = changed({ region: "europe", release: undefined, secondDatacenter: { datacenter: "dc1" } });
    expect(told.map((line) => line.split(" ")[0])).toEqual([
      "region",
      "release",
      "servers.tls",
      "secondDatacenter.datacenter",
    ]);
  });

  test.each<[string, string[]]>([
    ["whose servers keep nothing", joined({ persistent: false })],
    ["with several servers in each", joined({ count: 3 })],
    ["with the longest name", joined({}, { datacenter: "frankfurt-1" })],
    ["in a network that exists", joined({}, { network: EXISTING })],
    ["with a CA for development", joined({ tls: "generated" })],
  ])("%s passes", (_, told) => {
    expect(told).toEqual([]);
  });
});

describe("a network", () => {
  const range = MADE("10.0.0.0/16");
  test.each<[unknown, string[]]>([
    [{ cidr: "10.0.0.0/33" }, [`network.cidr ${got(range, '"10.0.0.0/33"')}`]],
    [{ cidr: "10.0.0.0/15" }, [`network.cidr ${got(range, '"10.0.0.0/15"')}`]],
    [{ cidr: "10.0.0.0/26" }, [`network.cidr ${got(range, '"10.0.0.0/26"')}`]],
    [{ cidr: "10.0.1.0/16" }, [`network.cidr ${got(range, '"10.0.1.0/16"')}`]],
    [{ cidr: "10.0.0.0" }, [`network.cidr ${got(range, '"10.0.0.0"')}`]],
    [
      { availabilityZones: 1 },
      [
        "network.availabilityZones must be a whole number from 2 to 6 (got 1). A load balancer needs two; three let a quorum survive the loss of one.",
      ],
    ],
    [
      { availabilityZones: NaN },
      [
        "network.availabilityZones must be a whole number from 2 to 6 (got NaN). A load balancer needs two; three let a quorum survive the loss of one.",
      ],
    ],
    [
      { natGateways: 2 },
      [
        "network.natGateways must be 'single' or 'one-per-zone' (got 2). 'single' costs less; with 'one-per-zone' no zone depends on another.",
      ],
    ],
    [{ vpcId: VPC, cidr: "10.0.0.0/16" }, [got(NETWORKS, "'vpcId' and 'cidr'")]],
    [
      { vpcID: VPC },
      [
        "network.vpcId is missing: it must be 'vpc-' and 8 or 17 hexadecimal digits. Copy the id, not the name or the ARN.",
        "network.publicSubnetIds is missing: it must be a list of 2 or more. A load balancer needs two zones. Name subnets of the VPC by their ids.",
        "network.privateSubnetIds is missing: it must be a list of one or more. Tasks and servers are put there. Name subnets of the VPC by their ids.",
        "network.vpcID is not known: the keys there are 'vpcId', 'publicSubnetIds', 'privateSubnetIds', 'vpcCidr', 'publicRouteTableIds' and 'privateRouteTableIds'. Did you mean 'vpcId'?",
      ],
    ],
    [
      { ...EXISTING, natGateways: "single" },
      [got(NETWORKS, "'vpcId', 'publicSubnetIds', 'privateSubnetIds' and 'natGateways'")],
    ],
    [
      { vpcId: "my-vpc" },
      [
        `network.vpcId must be 'vpc-' and 8 or 17 hexadecimal digits (got "my-vpc"). Copy the id, not the name or the ARN.`,
        "network.publicSubnetIds is missing: it must be a list of 2 or more. A load balancer needs two zones. Name subnets of the VPC by their ids.",
        "network.privateSubnetIds is missing: it must be a list of one or more. Tasks and servers are put there. Name subnets of the VPC by their ids.",
      ],
    ],
    [
      { ...EXISTING, privateSubnetIds: ["subnet-0a1b2c3d", "private"] },
      [
        `network.privateSubnetIds[1] must be 'subnet-' and 8 or 17 hexadecimal digits (got "private"). Copy the id, not the name or the ARN.`,
      ],
    ],
    ["vpc-0a1b2c3d", [`network must be an object (got "vpc-0a1b2c3d"). Write it as '{ key: value }'.`]],
    [null, ["network must be an object (got null). Write it as '{ key: value }'."]],
  ])("%j is refused", (network, messages) => {
    expect(changed({ network })).toEqual(messages);
  });

  test.each<[object]>([
    [{}],
    [{ cidr: "10.0.0.0/16", availabilityZones: 6 }],
    [{ cidr: "10.0.0.0/25", availabilityZones: 2 }],
    [EXISTING],
    [{ ...EXISTING, vpcCidr: "10.7.0.0/28", privateRouteTableIds: ["rtb-0123456789abcdef0"] }],
  ])("%j passes", (network) => {
    expect(changed({ network })).toEqual([]);
  });
});
