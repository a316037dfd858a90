import type { EnvironmentData } from "./schema";

/** As `prod` in its parts, with one server, without TLS and alarms: the server comes back with its data, but has no spare. */
export const staging: EnvironmentData = {
  name: "consul-stage",
  region: "us-east-1",
  release: "0.10",
  servers: { hosting: "ec2", count: 1, instanceType: "t3.small" },
  backend: { type: "s3", bucket: "example-org-terraform-states", region: "us-east-1", key: "consul/staging.tfstate" },
};
