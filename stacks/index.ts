import type { Construct } from "constructs";
import type { EnvironmentOf, Hosting } from "../environments";
import { Ec2Stack } from "./ec2-stack";
import type { EnvironmentStack } from "./environment-stack";
import { toldByKeys } from "./environment-faults";
import { ExternalStack } from "./external-stack";
import { FargateStack } from "./fargate-stack";
import { HcpStack } from "./hcp-stack";

export type { EnvironmentStack } from "./environment-stack";

/** One stack for each place where the servers can be. */
const STACKS: { readonly [H in Hosting]: new (scope: Construct, environment: EnvironmentOf<H>) => EnvironmentStack } = {
  fargate: FargateStack,
  ec2: Ec2Stack,
  hcp: HcpStack,
  external: ExternalStack,
};

/**
 * The stack of an environment.
 *
 * @throws EnvironmentError where a construct refuses what stands under a key
 */
export function addStack<H extends Hosting>(scope: Construct, environment: EnvironmentOf<H>): EnvironmentStack {
  const hosting: H = environment.servers.hosting;
  return toldByKeys(environment, () => new STACKS[hosting](scope, environment));
}
