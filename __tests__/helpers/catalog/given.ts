import { TerraformStack, TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import { secretVariable } from "../../../modules/aws";
import type { ConsulServers } from "../../../modules";

const ACCOUNT = "us-east-1:123456789012";
export const secret = (name: string): string => `arn:aws:secretsmanager:${ACCOUNT}:secret:${name}-AbCdEf`;
export const KEY = `arn:aws:kms:${ACCOUNT}:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f`;
export const policy = (name: string): string => `arn:aws:iam::123456789012:policy/${name}`;
export const role = (name: string) => ({ id: name, arn: `arn:aws:iam::123456789012:role/consul-ecs/${name}` });
export const CLUSTER_ARN = `arn:aws:ecs:${ACCOUNT}:cluster/mesh`;
export const VPC_ID = "vpc-0a1b2c3d";
export const SUBNETS = ["subnet-0a1b2c3d", "subnet-1a1b2c3d", "subnet-2a1b2c3d"];
export const GROUPS = ["sg-0a1b2c3d"];
export const TAGS = { team: "payments" };
/** Something that must be there before something else. */
export const DEPENDS_ON = [{ fqn: "aws_vpc.main" }];
export const TARGET_GROUP_ARN = `arn:aws:elasticloadbalancing:${ACCOUNT}:targetgroup/api/0a1b2c3d4e5f6a7b`;

/** What can be spread: a program that gives something else fails before the construct is called. */
export function listOf<T>(given: readonly T[]): readonly T[] {
  return Array.isArray(given) ? given : ([given] as unknown as readonly T[]);
}

/** The value of a secret, which comes from an ephemeral variable. */
export function secretValue(scope: Construct, name = "catalog_secret"): string {
  const stack = TerraformStack.of(scope);
  const made = stack.node.tryFindChild(name);
  const variable = made instanceof TerraformVariable ? made : secretVariable(stack, name, "A secret.");
  return variable.stringValue;
}

/** Servers that both lines find, and no more. */
export const PLAIN_SERVERS: ConsulServers = {
  datacenter: "dc1",
  hosts: "consul.example.com",
  retryJoin: ["consul.example.com"],
  httpAddress: "http://consul.example.com:8500",
};

/** Servers of which all is said that can be. */
export const SERVERS: ConsulServers = {
  datacenter: "dc2",
  primaryDatacenter: "dc1",
  hosts: "consul.example.com",
  retryJoin: ["consul.example.com"],
  httpAddress: "https://consul.example.com:8501",
  tls: {
    enabled: true,
    caCertSecretArn: secret("ca"),
    httpsCaCertSecretArn: secret("https-ca"),
    grpcCaCertSecretArn: secret("grpc-ca"),
    serverName: "server.dc2.consul",
    caCertFile: "/etc/ssl/consul.pem",
    publicHttpsCertificate: false,
  },
  http: { port: 8501, https: true, tls: true, tlsServerName: "http.consul", caCertFile: "/etc/ssl/http.pem" },
  grpc: { port: 8503, tls: true, tlsServerName: "grpc.consul", caCertFile: "/etc/ssl/grpc.pem" },
  skipServerWatch: true,
  acls: true,
  bootstrapTokenSecretArn: secret("bootstrap-token"),
  gossipKeySecretArn: secret("gossip-key"),
  securityGroupId: "sg-0c0c0c0c",
  cidrBlocks: ["10.20.0.0/16"],
  secretsKmsKeyArn: KEY,
  configEntriesTokenSecretArn: secret("entries-token"),
  generation: "arn:aws:ecs:us-east-1:123456789012:task-definition/server:1",
  consulVersion: "1.15.10",
  serverCount: 3,
  ready: DEPENDS_ON,
};

/** Servers whose CAs are in the images already. */
export const WITH_CA_FILES: ConsulServers = {
  ...PLAIN_SERVERS,
  tls: { enabled: true, caCertSecretArn: secret("ca"), caCertFile: "/etc/ssl/consul.pem" },
  http: { caCertFile: "/etc/ssl/http.pem" },
  grpc: { caCertFile: "/etc/ssl/grpc.pem" },
};

/** The same without what a controller takes from its environment. */
export const SERVERS_OF_CONTROLLER: ConsulServers = {
  ...SERVERS,
  tls: { ...SERVERS.tls, enabled: true, caCertFile: undefined },
  http: { port: 8501, https: true, tls: true, tlsServerName: "http.consul" },
  grpc: { port: 8503, tls: true, tlsServerName: "grpc.consul" },
};
