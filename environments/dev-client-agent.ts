import type { EnvironmentData } from "./schema";

/** As `dev`, with a Consul client agent in each task (line 0.6). */
export const devClientAgent: EnvironmentData = {
  name: "consul-agent",
  region: "us-east-1",
  release: "0.6",
  servers: { hosting: "fargate", acls: true },
  application: "example",
  executeCommand: true,
  backend: { type: "local" },
};
