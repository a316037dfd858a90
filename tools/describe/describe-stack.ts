import { App } from "cdktf";
import { environments } from "../../environments";
import type { ConfigEntry } from "../../modules/consul/config-entries";
import { releaseLine } from "../../modules/consul";
import type { ServiceMesh } from "../../modules/mesh/service-mesh";
import { addStack } from "../../stacks";

/** The meshes of an environment, with what stands beside their services: built, and not synthesized. */
export interface StackDescription {
  /** One in each datacenter. */
  readonly datacenters: readonly DatacenterDescription[];
  /** How the datacenters are joined, in words. */
  readonly join: string;
  /** What Consul has to be told, by the datacenter whose servers take it. */
  readonly configEntries: Readonly<Record<string, readonly ConfigEntry[]>>;
}

export interface DatacenterDescription {
  readonly mesh: ServiceMesh;
  /** Where its servers run, in words. */
  readonly servers: string;
  /** Name of the controller, where there is one. */
  readonly controller?: string;
}

export function describeStack(name: string): StackDescription {
  const [environment] = environments(name);
  if (!environment) throw new Error("There is no environment.");
  const stack = addStack(new App(), environment);
  const line = releaseLine(environment.release);
  if (stack.meshes.length === 0) throw new Error(`The stack of '${name}' has no mesh.`);
  return {
    datacenters: stack.meshes.map((mesh) => ({
      mesh,
      servers: `on ${HOSTING_NAMES[environment.servers.hosting] ?? environment.servers.hosting}`,
      controller: mesh.controller ? line.controller.name : undefined,
    })),
    join: line.datacenterJoin.name,
    configEntries: stack.configEntries(),
  };
}

const HOSTING_NAMES: Readonly<Record<string, string>> = {
  fargate: "Fargate",
  ec2: "EC2",
  hcp: "HCP",
};
