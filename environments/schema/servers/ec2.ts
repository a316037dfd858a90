import { z } from "zod";
import { ARCHITECTURES, instanceType } from "../tasks";
import { flag, ipv4Range, list, oneOf } from "../values";
import { commonServers, COUNT_FIX, SERVER_COUNTS, TLS_FIX, TLS_SOURCES } from "./common";

/** Servers on EC2 instances, each with a volume of its own. */
export const ec2Servers = z.strictObject({
  hosting: z.literal("ec2"),
  ...commonServers,
  /** 1, 3 or 5 servers. @default 3 */
  count: oneOf(SERVER_COUNTS, COUNT_FIX).default(3),
  /** @default "x86_64" */
  architecture: oneOf(ARCHITECTURES, "Use 'arm64' for Graviton.").default("x86_64"),
  /** Of the Nitro system. @default one of 2 vCPU and 8 GiB, as Consul recommends for production */
  instanceType: instanceType().optional(),
  /** Where the CA comes from. @default "none" */
  tls: oneOf(TLS_SOURCES, TLS_FIX).default("none"),
  /** Ranges within the network that may reach the UI and the HTTP API at the internal load balancer. @default none */
  uiCidrBlocks: list(ipv4Range("Write each as '10.8.0.0/16'."), 0, "Write it as ['10.8.0.0/16'].").default([]),
  /** Saves the state of the cluster to S3 every hour. @default true */
  snapshots: flag().default(true),
  /** Alarms about a missing leader or server. @default false */
  alarms: flag().default(false),
});
