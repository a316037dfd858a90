import type { EnvironmentData } from "./schema";

/** One Consul server on Fargate, which keeps its data, tasks with a dataplane (line 0.10), ACLs, and the example. */
export const dev: EnvironmentData = {
  name: "consul-ecs",
  region: "us-east-1",
  release: "0.10",
  servers: { hosting: "fargate", acls: true },
  application: "example",
  executeCommand: true,
  backend: { type: "local" },
};
