import { App } from "cdktf";
import { environments } from "../../environments";
import { releaseLine } from "../../modules/consul-ecs";
import type { ServiceMesh } from "../../modules/mesh-service";
import { addStack } from "../../stacks";

/** The mesh of an environment, with what stands beside its services: built, and not synthesized. */
export interface StackDescription {
  readonly mesh: ServiceMesh;
  /** Where its servers run, in words. */
  readonly servers: string;
  /** Name of the controller, where there is one. */
  readonly controller?: string;
}

export function describeStack(name: string): StackDescription {
  const [environment] = environments(name);
  if (!environment) throw new Error("There is no environment.");
  const { mesh } = addStack(new App(), environment);
  if (!mesh) throw new Error(`The stack of '${name}' has no mesh.`);
  return {
    mesh,
    servers: `on ${HOSTING_NAMES[environment.servers.hosting] ?? environment.servers.hosting}`,
    controller: mesh.props.servers.acls ? releaseLine(environment.release).controller.name : undefined,
  };
}

const HOSTING_NAMES: Readonly<Record<string, string>> = { fargate: "Fargate", ec2: "EC2", hcp: "HCP" };
