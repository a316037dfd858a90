import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Aspects, Fn, TerraformVariable, Testing } from "cdktf";
import type { ConfigEntry } from "../../../../modules/consul/config-entries";
import { ConfigEntriesDelivery, ConfigEntriesService } from "../../../../modules/mesh/entries";
import { Template, testStack } from "../../../helpers/template";
import { refusals, servers } from "../task/given";
import { CLUSTER, GIVEN } from "./given";

describe("what is refused", () => {
  const refused = (props: object) =>
    refusals(() =>
      Template.of(testStack((stack) => void new ConfigEntriesDelivery(stack, "entries", { ...GIVEN, ...props }))),
    );

  it.each<[string, object]>([
    ["owner must have 1 to 64", { owner: "" }],
    ["owner must have 1 to 64", { owner: "a/b" }],
    ["owner must have 1 to 64", { owner: "a".repeat(65) }],
    ["owner must be known at synth", { owner: Fn.upper(new TerraformVariable(testStack(), "v", {}).stringValue) }],
    ["formerOwners[1] must have", { formerOwners: ["old", "o ld"] }],
    ["takeOver[0] must be a kind and a name", { takeOver: ["api"] }],
    ["takeOver[0] must be a kind and a name", { takeOver: ["service-defaults/a b"] }],
    ["partition must be 1 to 63 letters", { partition: "a b" }],
    ["authMethods[0] must be a name", { authMethods: ["a/b"] }],
    ["intervalSeconds must be a whole number", { intervalSeconds: 4 }],
    ["intervalSeconds must be a whole number", { intervalSeconds: 3601 }],
    ["servers.httpAddress or servers.hosts", { servers: { datacenter: "dc1" } }],
    ["servers.configEntriesTokenSecretArn or", { servers: servers({ acls: true }) }],
    ["rollAfterLoss.clusterArn must be", { rollAfterLoss: { clusterArn: "mesh", services: () => [] } }],
    ["bucketName must have", { bucketName: "Bucket" }],
    ["owner must have 1 to 64", { owner: undefined }],
    ["owner must have 1 to 64", { owner: 1 }],
    ["formerOwners must be a list", { formerOwners: "old" }],
    ["entries must be a function", { entries: [] }],
    ["rollCommand must be a function", { rollCommand: "roll" }],
    ["takeOver must be a list", { takeOver: {} }],
    ["rollAfterLoss must be an object", { rollAfterLoss: true }],
    ["rollAfterLoss.services must be a function", { rollAfterLoss: { clusterArn: CLUSTER, services: [] } }],
    ["intervalSeconds must be a whole number", { intervalSeconds: "30" }],
    ["release must be one of", { release: "constructor" }],
    ["servers must be Consul servers", { servers: undefined }],
    ["interval is not known here", { interval: 30 }],
  ])("%s", (message, props) => {
    expect(refused(props)).toEqual([expect.stringContaining(message)]);
  });

  it.each<[string, object]>([
    ["must not hold a private key", { entries: () => [{ Kind: "inline-certificate", Name: "c", PrivateKey: "k" }] }],
    ["must be of the partition", { entries: () => [{ Kind: "mesh", Partition: "p1" }] }],
    ["must be of the partition", { entries: () => [{ Kind: "mesh", Partition: "p1" }], partition: "p2" }],
    ["must be of the partition", { entries: () => [{ Kind: "service-defaults", Name: "a", Namespace: "n" }] }],
  ])("an entry that %s", (message, props) => {
    expect(refused(props)).toEqual([expect.stringContaining(message)]);
  });

  it("an entry that came to hold a private key while the stack was written", () => {
    const entry: Record<string, unknown> = { Kind: "inline-certificate", Name: "c" };
    const stack = testStack((scope) => {
      new AwsProvider(scope, "aws");
      Aspects.of(scope).add({ visit: () => void (entry.PrivateKey = "k") });
      new ConfigEntriesDelivery(scope, "entries", { ...GIVEN, entries: () => [entry as unknown as ConfigEntry] });
    });
    expect(refusals(() => Testing.fullSynth(stack))).toEqual([expect.stringContaining("must not hold a private key")]);
  });

  it.each<[string, object]>([
    ["the longest name", { owner: "a".repeat(64) }],
    ["the bounds of the interval", { intervalSeconds: 5 }],
    ["what is undefined", { image: undefined, takeOver: undefined, rollAfterLoss: undefined }],
    [
      "an entry of a namespace",
      { entries: () => [{ Kind: "service-defaults", Name: "a/b", Namespace: "n" }], partition: "p" },
    ],
    ["a name with a namespace", { takeOver: ["n/service-defaults/api", "service-intentions/*"] }],
  ])("not %s", (_, props) => {
    expect(refused(props)).toEqual([]);
  });
});

describe("what a service of its own refuses", () => {
  const service = (props: object) =>
    refusals(() => {
      const given = { ...GIVEN, servers: servers(), namePrefix: "dev", clusterArn: CLUSTER, subnetIds: ["subnet-1"] };
      new ConfigEntriesService(testStack(), "entries", { ...given, ...props });
    });

  it.each<[string, object]>([
    ["namePrefix must be letters", { namePrefix: "a b" }],
    ["namePrefix must have 1 to", { namePrefix: "n".repeat(64) }],
    ["clusterArn must be the ARN of an ECS cluster", { clusterArn: "mesh" }],
    ["subnetIds must name 1 to 16", { subnetIds: [] }],
    ["subnetIds must be a list", { subnetIds: "subnet-1" }],
    ["securityGroupIds[0] must be an id", { securityGroupIds: ["mesh"] }],
    ["desiredCount is not known here", { desiredCount: 2 }],
    ["owner must have 1 to 64", { owner: "a/b" }],
  ])("%s", (message, props) => {
    expect(service(props)).toEqual([expect.stringContaining(message)]);
  });

  it("not the most subnets", () => {
    expect(service({ subnetIds: Array.from({ length: 16 }, (_, at) => `subnet-${at}`) })).toEqual([]);
  });
});
