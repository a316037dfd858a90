import type { EnvironmentData } from "./schema";

/**
 * Consul servers on HCP. HCP Consul Dedicated ended on 2025-11-12: this shows how it was wired, and synthesizes with a
 * warning. The hosting "external" takes self-managed servers instead.
 */
export const hcp: EnvironmentData = {
  name: "consul-hcp",
  region: "us-east-1",
  release: "0.10",
  servers: { hosting: "hcp" },
  application: "example",
  backend: { type: "local" },
};
