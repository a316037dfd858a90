import { z } from "zod";
import { ec2Servers } from "./ec2";
import { externalServers } from "./external";
import { fargateServers } from "./fargate";
import { hcpServers } from "./hcp";
import { twoDatacenters } from "./two-datacenters";

/** The Consul servers, by where they run. Whatever only one hosting has, has a default: to change it is one word. */
export const serversSchema = z.discriminatedUnion("hosting", [
  fargateServers,
  ec2Servers,
  hcpServers,
  externalServers,
  twoDatacenters,
]);

export type Servers = z.output<typeof serversSchema>;
export type Hosting = Servers["hosting"];

/** The servers of one hosting. */
export type ServersOf<H extends Hosting> = Extract<Servers, { hosting: H }>;
