import { z } from "zod";
import { saysKind } from "../messages";
import { ec2Servers } from "./ec2";
import { externalServers } from "./external";
import { fargateServers } from "./fargate";
import { hcpServers } from "./hcp";

export { type TlsSource } from "./common";

/**
 * The Consul servers. `hosting` says where they are, and nothing else. Whatever only one hosting has, has a default: to
 * change it is one word.
 */
export const serversSchema = z.discriminatedUnion(
  "hosting",
  [fargateServers, ec2Servers, hcpServers, externalServers],
  {
    error: saysKind(
      "hosting",
      "It says where the servers are: tasks of ECS, EC2 instances, HCP, or elsewhere, where somebody else runs them.",
    ),
  },
);

export type Servers = z.output<typeof serversSchema>;
export type Hosting = Servers["hosting"];

/** The servers of one hosting. */
export type ServersOf<H extends Hosting> = Extract<Servers, { hosting: H }>;
