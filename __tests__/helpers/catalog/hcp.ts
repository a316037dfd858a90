import { GeneratedCertificateAuthority } from "../../../modules/servers/certificate-authority";
import type { GeneratedCertificateAuthorityProps } from "../../../modules/servers/certificate-authority";
import { HcpServers } from "../../../modules/servers/hcp";
import type { HcpServersProps } from "../../../modules/servers/hcp";
import type { Network } from "../../../modules";
import { entry, onBothLines, type Entry } from "./entry";
import { KEY, secret, SUBNETS, VPC_ID } from "./given";

const NETWORK: Network = {
  vpcId: VPC_ID,
  vpcCidr: "10.0.0.0/16",
  publicSubnetIds: ["subnet-3a1b2c3d"],
  privateSubnetIds: SUBNETS,
  publicRouteTableIds: ["rtb-0a1b2c3d"],
  privateRouteTableIds: ["rtb-1a1b2c3d"],
  natGatewayIps: ["203.0.113.1"],
  guardIn: () => undefined,
  availabilityZones: ["us-east-1a", "us-east-1b", "us-east-1c"],
};

const hcp = onBothLines((release) => {
  const given: HcpServersProps = { release, name: "mesh", region: "us-east-1", network: NETWORK };
  return [
    entry<HcpServersProps>({
      name: "HcpServers",
      make: (scope, props) => new HcpServers(scope, "servers", props),
      least: () => given,
      rich: [
        () => ({
          ...given,
          cluster: {
            datacenter: "dc2",
            hvnCidr: "172.25.16.0/20",
            tier: "standard",
            size: "small",
            minConsulVersion: "1.19.0",
            publicEndpoint: true,
          },
          secretsRecoveryWindowInDays: 7,
        }),
        () => ({
          ...given,
          cluster: { clusterId: "mesh", bootstrapToken: { secretArn: secret("bootstrap-token") }, peering: true },
        }),
      ],
    }),
  ];
});

const authority = [
  entry<GeneratedCertificateAuthorityProps>({
    name: "GeneratedCertificateAuthority",
    make: (scope, props) => new GeneratedCertificateAuthority(scope, "ca", props),
    least: () => ({ name: "server" }),
    rich: [() => ({ name: "server", recoveryWindowInDays: 7, kmsKeyId: KEY })],
  }),
];

export const HCP: readonly Entry[] = [...hcp, ...authority];
