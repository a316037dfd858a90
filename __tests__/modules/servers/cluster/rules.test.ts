import { TerraformVariable, type TerraformStack } from "cdktf";
import type { ServerClusterProps } from "../../../../modules/servers/cluster";
import type { Given } from "../dev/given";
import { LOAD_BALANCER } from "../dev/given";
import { refusalsOf } from "../../../helpers/refusals";
import { CLUSTER, synthesize } from "./given";

const KEY = "arn:aws:kms:us-east-1:111122223333:key/0123";
const make = (given: Given) => () => synthesize(given);

describe("refuses", () => {
  it.each<[Given, RegExp]>([
    [{ serverCount: 2 }, /serverCount must be 1, 3 or 5 \(got 2\)\. Use 3/],
    [{ serverCount: 0 }, /serverCount must be 1, 3 or 5/],
    [{ subnetIds: [] }, /subnetIds must name at least one subnet/],
    [{ subnetIds: ["subnet-1", "subnet-1"] }, /subnetIds must name each id once/],
    [{ persistence: { subnetIds: [] } }, /persistence\.subnetIds must name at least one subnet/],
    [{ persistence: { kmsKeyArn: "alias/consul" } }, /persistence\.kmsKeyArn must be the ARN of a KMS key/],
    [
      { name: "n".repeat(31), loadBalancer: LOAD_BALANCER },
      /name must have at most 30 characters with a load balancer/,
    ],
    [{ snapshots: { everyMinutes: 4 } }, /snapshots\.everyMinutes must be a whole number from 5 to 1440 \(got 4\)/],
    [{ snapshots: { everyMinutes: 7.5 } }, /snapshots\.everyMinutes must be a whole number/],
    [{ snapshots: { keep: 0 } }, /snapshots\.keep must be a whole number from 1 to 1000 \(got 0\)/],
    [{ snapshots: { keep: 1001 } }, /snapshots\.keep must be a whole number from 1 to 1000/],
    [{ snapshots: {}, persistence: false }, /snapshots needs persistence/],
    [{ raftMultiplier: 0 }, /raftMultiplier must be a whole number from 1 to 10 \(got 0\)/],
    [{ raftMultiplier: 11 }, /raftMultiplier must be a whole number from 1 to 10/],
    [{ raftMultiplier: 1.5 }, /raftMultiplier must be a whole number from 1 to 10/],
    [{ deploymentMaximumPercent: 200 }, /deploymentMaximumPercent cannot be given with persistence/],
    [{ deploymentMinimumHealthyPercent: 50 }, /deploymentMinimumHealthyPercent cannot be given with persistence/],
    // The rules of a server hold for those of a cluster.
    [{ name: "n".repeat(55) }, /name must have 1 to 54 characters/],
    [{ consulImage: "consul:latest" }, /consulImage must say the version of Consul/],
    [{ cpu: 300 }, /cpu must be one of the sizes that Fargate offers/],
    [{ launchType: "EC2", compatibilities: ["FARGATE"] }, /launchType must be one of compatibilities/],
  ])("%j", (given, message) => {
    expect(make(given)).toThrow(/ServerCluster "test\/servers" cannot be made/);
    expect(make(given)).toThrow(message);
  });

  it("a list of subnets that only Terraform knows, because it decides what is made", () => {
    const given = (stack: TerraformStack) => ({
      subnetIds: new TerraformVariable(stack, "subnets", { type: "list(string)" }).listValue,
    });
    expect(() => synthesize(given)).toThrow(/subnetIds must be known at synth, because each server gets one of them/);
  });

  it("a number of servers that only Terraform knows, because so many are made", () => {
    const given = (stack: TerraformStack) => {
      const count = new TerraformVariable(stack, "count", { type: "number" }).numberValue;
      return { serverCount: count as ServerClusterProps["serverCount"] };
    };
    expect(() => synthesize(given)).toThrow(/serverCount must be known at synth, because so many are made/);
  });

  it("not subnets and a name that are tokens themselves", () => {
    const token = (stack: TerraformStack, name: string) =>
      new TerraformVariable(stack, name, { type: "string" }).stringValue;
    const given = (stack: TerraformStack) => ({
      subnetIds: [token(stack, "a"), token(stack, "b")],
      name: token(stack, "name"),
      loadBalancer: LOAD_BALANCER,
    });
    expect(() => synthesize(given)).not.toThrow();
  });

  it("numbers with which a script counts, of which Terraform alone knows", () => {
    const given = (stack: TerraformStack) => {
      const number = new TerraformVariable(stack, "number", { type: "number" }).numberValue;
      return { raftMultiplier: number, snapshots: { keep: number } };
    };
    expect(refusalsOf(() => synthesize(given))).toEqual([
      expect.stringMatching(/^snapshots\.keep must be known at synth, because a script counts with it/),
    ]);
  });

  it.each<Given>([
    { name: "n".repeat(30), loadBalancer: LOAD_BALANCER },
    { name: "n".repeat(54) },
    { persistence: { kmsKeyArn: KEY, subnetIds: ["subnet-7", "subnet-8"] } },
    { subnetIds: ["subnet-1"] },
    { snapshots: { everyMinutes: 5, keep: 1 } },
    { snapshots: { everyMinutes: 1440, keep: 1000 } },
    { snapshots: false, persistence: false },
    { raftMultiplier: 1 },
    { raftMultiplier: 10 },
  ])("not %j", (given) => {
    expect(make(given)).not.toThrow();
  });
});

it("does not compile what cannot be", () => {
  const base = { clusterArn: "c", vpcId: "v", subnetIds: ["s"], serverCount: 3 } as const;
  const props: ServerClusterProps[] = [
    { ...base, release: "0.10" },
    { ...base, release: "0.6", gossipEncryption: true },
    // @ts-expect-error gossip is encrypted on line 0.6 only
    { ...base, release: "0.10", gossipEncryption: true },
    // @ts-expect-error an even number of servers
    { ...base, release: "0.10", serverCount: 2 },
    // @ts-expect-error each server has a node name of its own
    { ...base, release: "0.10", nodeName: "a" },
  ];
  expect(props).toHaveLength(5);
  expect(CLUSTER.serverCount).toBe(3);
});
