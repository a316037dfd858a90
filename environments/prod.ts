import type { EnvironmentData } from "./schema";

/**
 * Three servers in three zones, TLS with a CA of your own, ACLs, encrypted gossip, snapshots and alarms. Its UI is not
 * on the internet. Put the names of your organisation, project and workspace here, the account's id as `accountId`, and
 * the name of your application.
 */
export const prod: EnvironmentData = {
  name: "consul-prod",
  region: "us-east-1",
  release: "0.10",
  servers: { hosting: "ec2", tls: "brought", alarms: true },
  network: { natGateways: "one-per-zone", flowLogs: true },
  containerInsights: true,
  backend: { type: "cloud", organization: "example-org", project: "consul", workspace: "consul-prod" },
};
