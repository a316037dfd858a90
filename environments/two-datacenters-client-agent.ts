import type { EnvironmentData } from "./schema";

/** As `two-datacenters`, by WAN federation, with a Consul client agent in each task (line 0.6). */
export const twoDatacentersClientAgent: EnvironmentData = {
  name: "consul-wan",
  region: "us-east-1",
  release: "0.6",
  servers: { hosting: "fargate", tls: "brought" },
  secondDatacenter: {},
  application: "example",
  executeCommand: true,
  backend: { type: "local" },
};
