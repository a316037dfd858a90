import "../helpers/no-stack-traces";
import { Testing } from "cdktf";
import { loadEnvironments } from "../../environments";
import { addStack } from "../../stacks";

const given = { name: "consul", region: "us-east-1", release: "0.10", backend: { type: "local" } };
const SUBNET = "subnet-0123456789abcdef";
const EXISTING = {
  vpcId: "vpc-0123456789abcdef0",
  publicSubnetIds: [`${SUBNET}0`, `${SUBNET}1`],
  privateSubnetIds: [`${SUBNET}2`],
};
const EXTERNAL = { hosting: "external", hosts: "consul.example.com", acls: false };

function told(change: object): string[] {
  try {
    for (const environment of loadEnvironments({ shop: { ...given, ...change } })) addStack(Testing.app(), environment);
    return [];
  } catch (error) {
    const [first, ...lines] = (error as Error).message.split("\n");
    expect([(error as Error).name, first]).toEqual(["EnvironmentError", "The environment 'shop' is not right:"]);
    return lines.map((line) => line.replace("  - ", ""));
  }
}

test.each<[string, object, string]>([
  [
    "a name that is AWS's own",
    { name: "internal-x", servers: EXTERNAL },
    `name must not begin with 'sg-' or 'internal-' (got "internal-x"). AWS keeps both for itself.`,
  ],
  [
    "a range that AWS refuses",
    { servers: EXTERNAL, network: { cidr: "127.0.0.0/16" } },
    'network.cidr must not lie in 0.0.0.0/8, 127.0.0.0/8, 169.254.0.0/16 or 224.0.0.0/4 (got "127.0.0.0/16"). Take a',
  ],
  [
    "a range without room",
    { servers: EXTERNAL, network: { cidr: "10.0.0.0/25", availabilityZones: 6 } },
    'network.cidr must be a /24 or larger to hold the 12 subnets of 6 zones (got "10.0.0.0/25"). No subnet can be smaller than a /28: give a larger range, or use fewer zones (availabilityZones).',
  ],
  [
    "the range of the second datacenter without room",
    {
      servers: { hosting: "fargate", tls: "brought" },
      secondDatacenter: { network: { cidr: "10.1.0.0/25", availabilityZones: 6 } },
    },
    'secondDatacenter.network.cidr must be a /24 or larger to hold the 12 subnets of 6 zones (got "10.1.0.0/25").',
  ],
  [
    "a subnet twice",
    { servers: EXTERNAL, network: { ...EXISTING, publicSubnetIds: [`${SUBNET}0`, `${SUBNET}0`] } },
    `network.publicSubnetIds must name each id once (got ["${SUBNET}0","${SUBNET}0"]). Remove the one that is there twice.`,
  ],
  [
    "too few subnets for the servers",
    { servers: { hosting: "ec2" }, network: EXISTING },
    `network.privateSubnetIds must name at least three subnets, in different zones, for servers.count 3 (got ["${SUBNET}2"]).`,
  ],
  [
    "too few zones for the servers",
    { servers: { hosting: "ec2" }, network: { availabilityZones: 2 } },
    "network.availabilityZones must name at least three subnets, in different zones, for servers.count 3 (got 2). With",
  ],
  [
    "an instance type of the other architecture",
    { servers: { hosting: "ec2", instanceType: "m6g.large" } },
    `servers.instanceType must be one of architecture 'x86_64' (got "m6g.large"). Give a type such as`,
  ],
  [
    "an instance type on which no task runs",
    { servers: EXTERNAL, tasks: { launchType: "ec2", instanceType: "mac1.metal" } },
    `tasks.instanceType must not be a Mac, on which ECS runs no tasks (got "mac1.metal"). Give a type such as`,
  ],
  [
    "trunks for a type without them, which is the default",
    { servers: EXTERNAL, tasks: { launchType: "ec2", eniTrunking: true } },
    "tasks.eniTrunking is not possible with an instance type of the T family (got true). Give an instanceType such as",
  ],
  [
    "more instances than a group has",
    { servers: EXTERNAL, tasks: { launchType: "ec2", maxInstances: 5001 } },
    "tasks.maxInstances must be a whole number from 1 to 5000 (got 5001). Leave it out for the default.",
  ],
  [
    "a datacenter that is no label",
    { servers: { hosting: "fargate", datacenter: "d".repeat(64) } },
    `servers.datacenter must be a DNS name (got "${"d".repeat(64)}"). Shorten it.`,
  ],
  [
    "no address that the line can use",
    { servers: { hosting: "external", retryJoin: ["consul.example.com"], acls: false } },
    "servers.httpAddress or servers.hosts is required: entries are delivered through the HTTP API. Give the address",
  ],
  [
    "ACLs without a token",
    { servers: { ...EXTERNAL, acls: true } },
    "configEntries cannot be delivered to servers with ACLs without a token (got \"deliver\"). Give servers.configEntriesTokenSecretArn, the ARN of a secret with a token that may write them, or say configEntries: 'files' and write them yourself.",
  ],
  [
    "a name on HCP",
    { servers: { hosting: "hcp", datacenter: "d1" } },
    'servers.datacenter must be 3 to 36 lower case letters, digits, hyphens and underscores (got "d1"). Choose another name',
  ],
])("%s is told by its key, with its value and a cure", (_, change, message) => {
  expect(told(change)).toEqual([expect.stringContaining(message)]);
});

test("what is right makes a stack", () => {
  expect(told({ servers: EXTERNAL, network: EXISTING })).toEqual([]);
});
