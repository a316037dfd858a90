import type { EnvironmentData } from "./schema";

/** Two datacenters as peers (line 0.10), the example's client in the first and its server in the second. */
export const twoDatacenters: EnvironmentData = {
  name: "consul-pair",
  region: "us-east-1",
  release: "0.10",
  servers: { hosting: "fargate", tls: "brought" },
  secondDatacenter: {},
  application: "example",
  executeCommand: true,
  backend: { type: "local" },
};
