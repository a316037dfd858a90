import { Ec2Servers } from "../../../modules";
import type { Ec2ServersProps } from "../../../modules";
import { entry, onBothLines, type Entry } from "./entry";
import { GROUPS, KEY, policy, secret, SUBNETS, TAGS, VPC_ID } from "./given";

export const EC2_SERVERS: readonly Entry[] = onBothLines((release) => {
  const given: Ec2ServersProps = { release, name: "consul", vpcId: VPC_ID, subnetIds: SUBNETS };
  return [
    entry<Ec2ServersProps>({
      name: "Ec2Servers",
      make: (scope, props) => new Ec2Servers(scope, "servers", props),
      least: () => given,
      rich: [
        () => ({
          ...given,
          serverCount: 3,
          datacenter: "dc2",
          architecture: "arm64",
          instanceType: "m6g.large",
          raftMultiplier: 2,
          amiId: "ami-0a1b2c3d4e5f6a7b8",
          rootVolumeGib: 30,
          dataVolumes: { sizeGib: 40, finalSnapshot: true },
          volumeKmsKeyArn: KEY,
          consul: {
            version: "1.15.10",
            artifact: { url: "https://releases.hashicorp.com/consul/1.15.10/consul.zip", sha256: "0a".repeat(32) },
          },
          tls: {
            caCertSecretArn: secret("ca"),
            caKeySecretArn: secret("ca-key"),
            additionalDnsNames: ["consul.example.com"],
          },
          acls: { bootstrapTokenSecretArn: secret("bootstrap-token") },
          gossipKeySecretArn: secret("gossip-key"),
          ui: { ingressCidrBlocks: ["10.0.0.0/8"], ingressSecurityGroupIds: GROUPS },
          snapshots: { schedule: "*-*-* 03:00:00", retentionDays: 14, bucketName: "consul-snapshots" },
          logs: { logGroup: "/consul" },
          alarms: { actions: ["arn:aws:sns:us-east-1:123456789012:alarms"] },
          configEntries: () => [{ Kind: "service-defaults", Name: "web", Protocol: "http" }],
          extraConfig: { log_level: "DEBUG" },
          permissionsBoundary: policy("boundary"),
          kmsKeyArns: [KEY],
          secretsKmsKeyArn: KEY,
          secretsRecoveryWindowInDays: 7,
          tags: TAGS,
        }),
      ],
    }),
  ];
});
