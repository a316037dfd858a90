import { releaseLine } from "../../../../modules/consul";
import { userData, type UserDataSettings } from "../../../../modules/servers/ec2/user-data";
import { InstanceSandbox, type Scene } from "./instance-sandbox";

export const arn = (name: string) => `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}`;

/** Each holds what a shell, jq or JSON would trip over. */
export const SECRETS = {
  [arn("gossip")]: "gossip \"key\" 'x' $HOME `id` \\n",
  [arn("bootstrap")]: "bootstrap-token $(id)",
  [arn("agent")]: 'agent-token "',
  [arn("ca")]: "-----BEGIN CERTIFICATE-----\nca $HOME\n-----END CERTIFICATE-----",
  [arn("ca-key")]: "-----BEGIN EC PRIVATE KEY-----\nthe key of the CA\n-----END EC PRIVATE KEY-----",
};

export const PLAIN: UserDataSettings = {
  name: "consul",
  region: "eu-central-1",
  datacenter: "dc1",
  version: "1.15.10",
  consul: {},
  line: releaseLine("0.10").devServer,
  acls: false,
  dnsNames: ["consul-nlb.elb.amazonaws.com"],
  gossipKeyArn: arn("gossip"),
  logFile: false,
};
export const FULL: UserDataSettings = {
  ...PLAIN,
  tls: { caCertSecretArn: arn("ca"), caKeySecretArn: arn("ca-key"), additionalDnsNames: ["consul.example.com"] },
  acls: true,
  bootstrapTokenArn: arn("bootstrap"),
  agentTokenArn: arn("agent"),
  snapshots: { bucket: "states", schedule: "hourly" },
};

export const server = (Name: string, change: object = {}) => ({ Name, Healthy: true, Voter: true, ...change });
export const HEALTHY = { Healthy: true, Servers: [server("consul-1"), server("consul-2"), server("consul-3")] };
export const TWO_VOTES = { Healthy: true, Servers: [server("consul-2")] };
export const LEADER = "10.0.2.18:8300";

/** What was done when the group was told, and what after it. */
export const isTold = (call: string) => call.startsWith("aws autoscaling complete-lifecycle-action");

/** Boots instances, each in a sandbox that is gone after its test. */
export function instances(take: (sandbox: InstanceSandbox) => void) {
  const made: InstanceSandbox[] = [];
  afterEach(() => made.splice(0).forEach((sandbox) => sandbox.remove()));
  return (settings: UserDataSettings = PLAIN, scene: Partial<Scene> = {}) => {
    const sandbox = new InstanceSandbox({ secrets: SECRETS, health: [HEALTHY], ...scene });
    made.push(sandbox);
    take(sandbox);
    return sandbox.run(userData(settings));
  };
}
