import type { Construct } from "constructs";
import type { Environment } from "../environments";
import { FargateStack } from "./fargate-stack";
import type { MeshStack } from "./mesh-stack";

type Hosting = Environment["servers"]["hosting"];

/** One stack for each place where the servers can be. */
const STACKS: { readonly [H in Hosting]: new (scope: Construct, environment: Environment) => MeshStack } = {
  fargate: FargateStack,
};

export function addStack(scope: Construct, environment: Environment): MeshStack {
  return new STACKS[environment.servers.hosting](scope, environment);
}
