import { HcpServers, type HcpServersProps } from "../../../../modules/servers/hcp";
import { ExistingNetwork, type ExistingNetworkProps } from "../../../../modules/aws/network";
import { Template, testStack } from "../../../helpers/template";

const NETWORK: ExistingNetworkProps = {
  vpcId: "vpc-0a1b2c3d",
  vpcCidr: "10.0.0.0/16",
  privateSubnetIds: ["subnet-0a1b2c3d"],
  privateRouteTableIds: ["rtb-0a1b2c3d", "rtb-1a1b2c3d"],
  publicRouteTableIds: ["rtb-2a1b2c3d"],
};
export const network = (change: Partial<ExistingNetworkProps> = {}) =>
  ExistingNetwork.fromIds({ ...NETWORK, ...change });

export const TOKEN_ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:bootstrap-token-AbCdEf";

export const props = (change: Partial<HcpServersProps> = {}): HcpServersProps => ({
  release: "0.10",
  name: "mesh",
  region: "us-east-1",
  network: network(),
  ...change,
});

/** The servers in a stack, and what the stack synthesizes to. */
export function made(change: Partial<HcpServersProps> = {}): { servers: HcpServers; template: Template } {
  let servers!: HcpServers;
  const stack = testStack((scope) => {
    servers = new HcpServers(scope, "servers", props(change));
  });
  return { servers, template: Template.of(stack) };
}
