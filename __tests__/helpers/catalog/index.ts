import { ADOPTION } from "./adoption";
import { AWS } from "./aws";
import { CAPACITY } from "./capacity";
import { CONFIG_ENTRIES } from "./config-entries";
import { EC2_SERVERS } from "./ec2-servers";
import type { Entry } from "./entry";
import { GATEWAYS } from "./gateway";
import { HCP } from "./hcp";
import { LOAD_BALANCERS } from "./load-balancer";
import { MESH_SERVICES } from "./mesh-service";
import { MESH_TASKS } from "./mesh-task";
import { SERVER_TASKS } from "./servers";
import { SERVICE_MESHES } from "./service-mesh";

export type { Entry } from "./entry";

/** Everything public that takes props, on each release line that it has. */
export const CATALOG: readonly Entry[] = [
  ...AWS,
  ...LOAD_BALANCERS,
  ...CAPACITY,
  ...CONFIG_ENTRIES,
  ...MESH_TASKS,
  ...MESH_SERVICES,
  ...SERVICE_MESHES,
  ...GATEWAYS,
  ...SERVER_TASKS,
  ...EC2_SERVERS,
  ...HCP,
  ...ADOPTION,
];

/** How an entry is called in the tests: `MeshTask 0.10`. */
export function titleOf({ name, release }: Entry): string {
  return release === undefined ? name : `${name} ${release}`;
}
