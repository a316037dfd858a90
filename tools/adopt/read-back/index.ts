import type { Release } from "../../../modules/consul";
import type { ModuleName, StateResource } from "../state";
import { controller010, controller06 } from "./controller";
import { devServer010, devServer06 } from "./dev-server";
import { gatewayTask010, gatewayTask06 } from "./gateway-task";
import { meshTask010, meshTask06 } from "./mesh-task";
import type { ReadBack } from "./read-back";
import { Unreadable } from "./task";

export type { ConstructName, ReadBack, SecretProp } from "./read-back";
export { Unreadable } from "./task";

type Reader = (resources: readonly StateResource[]) => ReadBack;

const READERS: Readonly<Record<Release, Readonly<Partial<Record<ModuleName, Reader>>>>> = {
  "0.10": {
    "mesh-task": meshTask010,
    controller: controller010,
    "gateway-task": gatewayTask010,
    "dev-server": devServer010,
  },
  "0.6": {
    "mesh-task": meshTask06,
    "acl-controller": controller06,
    "gateway-task": gatewayTask06,
    "dev-server": devServer06,
  },
};

/**
 * Reads the props back from the resources of one instance of a module call: those that make the same resources.
 *
 * @throws Unreadable when they are not what the module makes
 */
export function readBack(release: Release, module: ModuleName, resources: readonly StateResource[]): ReadBack {
  const reader = READERS[release][module];
  if (reader === undefined) throw new Unreadable(`line ${release} has no module ${module}`);
  return reader(resources);
}
