import type { Construct } from "constructs";
import type { EnvironmentOf, Hosting } from "../environments";
import { FargateStack } from "./fargate-stack";
import type { MeshStack } from "./mesh-stack";

/** One stack for each place where the servers can be. */
const STACKS: { readonly [H in Hosting]: new (scope: Construct, environment: EnvironmentOf<H>) => MeshStack } = {
  fargate: FargateStack,
};

/** The stack of an environment. */
export function addStack<H extends Hosting>(scope: Construct, environment: EnvironmentOf<H>): MeshStack {
  const hosting: H = environment.servers.hosting;
  return new STACKS[hosting](scope, environment);
}
