import { Vpc as VpcResource } from "@cdktf/provider-aws/lib/vpc";
import {
  ConfigEntryResources,
  ExistingNetwork,
  GeneratedSecret,
  Secret,
  Vpc,
  awsLogs,
  tagEverything,
} from "../../../modules";
import type { ExistingNetworkProps, SecretProps, VpcProps } from "../../../modules";
import { MeshTask } from "../../../modules";
import { entry, type Entry } from "./entry";
import { KEY, PLAIN_SERVERS, secretValue, SUBNETS, TAGS, VPC_ID } from "./given";

const RICH_SECRET: SecretProps = {
  name: "password",
  description: "The password of the database.",
  recoveryWindowInDays: 7,
  kmsKeyId: KEY,
};

const secrets = [
  entry<ConstructorParameters<typeof Secret>[2]>({
    name: "Secret",
    make: (scope, props) => new Secret(scope, "secret", props),
    least: (scope) => ({ name: "password", value: secretValue(scope) }),
    rich: [(scope) => ({ ...RICH_SECRET, value: secretValue(scope), version: 2 })],
  }),
  entry<ConstructorParameters<typeof GeneratedSecret>[2]>({
    name: "GeneratedSecret",
    make: (scope, props) => new GeneratedSecret(scope, "secret", props),
    least: () => ({ name: "token", kind: "token" }),
    rich: [() => ({ ...RICH_SECRET, kind: "gossip-key" })],
  }),
];

const networks = [
  entry<VpcProps>({
    name: "Vpc",
    make: (scope, props) => new Vpc(scope, "vpc", props),
    least: () => ({ name: "mesh" }),
    rich: [
      () => ({
        name: "mesh",
        cidr: "10.1.0.0/16",
        availabilityZoneCount: 2,
        natGateways: "one-per-zone",
        publicIpOnLaunch: false,
        tags: TAGS,
      }),
    ],
  }),
  entry<ExistingNetworkProps>({
    name: "ExistingNetwork.fromIds",
    alsoCovers: ["ExistingNetwork.guardIn"],
    // It makes nothing but conditions: what it says is seen in what is made with it.
    make: (scope, props) => {
      const network = ExistingNetwork.fromIds(props);
      network.guardIn(scope);
      const { vpcId, vpcCidr = "", ...lists } = network;
      return new ConfigEntryResources(scope, "network", [{ Kind: "mesh", vpcId, vpcCidr, ...lists }]);
    },
    least: () => ({ vpcId: VPC_ID, privateSubnetIds: SUBNETS }),
    rich: [
      () => ({
        vpcId: VPC_ID,
        vpcCidr: "10.0.0.0/16",
        publicSubnetIds: ["subnet-3a1b2c3d"],
        privateSubnetIds: SUBNETS,
        publicRouteTableIds: ["rtb-0a1b2c3d"],
        privateRouteTableIds: ["rtb-1a1b2c3d"],
      }),
    ],
  }),
];

const helpers = [
  entry<Parameters<typeof awsLogs>[0]>({
    name: "awsLogs",
    make: (scope, options) =>
      new MeshTask(scope, "task", {
        release: "0.10",
        servers: PLAIN_SERVERS,
        family: "web",
        outboundOnly: true,
        containers: [{ name: "app", image: "app:1", logConfiguration: awsLogs(options) }],
      }),
    least: () => ({ logGroup: "/mesh", region: "us-east-1", streamPrefix: "app" }),
    rich: [() => ({ logGroup: "/mesh", region: "us-east-1", streamPrefix: "app" })],
  }),
  entry<{ readonly tags: Parameters<typeof tagEverything>[1] }>({
    name: "tagEverything",
    make: (scope, { tags }) => {
      new VpcResource(scope, "vpc", { cidrBlock: "10.0.0.0/16", tags: { Name: "mesh" } });
      tagEverything(scope, tags);
    },
    least: () => ({ tags: {} }),
    rich: [() => ({ tags: TAGS })],
  }),
];

export const AWS: readonly Entry[] = [...secrets, ...networks, ...helpers];
