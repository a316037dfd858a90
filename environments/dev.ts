import type { EnvironmentData } from "./schema";

/** One Consul server on Fargate, tasks with a dataplane (line 0.10), ACLs. Nothing is kept when the server's task goes. */
export const dev: EnvironmentData = {
  name: "consul-ecs",
  region: "us-east-1",
  release: "0.10",
  servers: { hosting: "fargate", acls: true },
  configEntries: "bootstrap",
  backend: { type: "local" },
};
