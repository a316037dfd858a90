import type { ModuleCall } from "./call";
import { controller010, controller06 } from "./controller";
import { devServer010, devServer06 } from "./dev-server";
import { gatewayTask010, gatewayTask06 } from "./gateway-task";
import { HclInputs, type Variable } from "./hcl-inputs";
import { meshTask010, meshTask06 } from "./mesh-task";

/** The modules at the tags of the two release lines. */
const MODULES: Readonly<Record<string, Readonly<Record<string, ModuleCall>>>> = {
  "v0.6.2": {
    "dev-server": devServer06,
    "mesh-task": meshTask06,
    "acl-controller": controller06,
    "gateway-task": gatewayTask06,
  },
  "v0.10.0": {
    "dev-server": devServer010,
    "mesh-task": meshTask010,
    controller: controller010,
    "gateway-task": gatewayTask010,
  },
};

/** The names of the tags, and of the modules of each. */
export function modulesByTag(): Record<string, string[]> {
  return Object.fromEntries(Object.entries(MODULES).map(([tag, modules]) => [tag, Object.keys(modules)]));
}

/**
 * Reads the inputs of a call.
 *
 * @returns what makes the construct
 * @throws InputError when a variable is missing, unknown, or of another type
 */
export function readCall(tag: string, module: string, inputs: Readonly<Record<string, unknown>>) {
  const hcl = new HclInputs(`${module} ${tag}`, inputs);
  const make = call(tag, module)(hcl);
  hcl.finish();
  return make;
}

/** All variables of a module. */
export function variables(tag: string, module: string): Variable[] {
  const hcl = new HclInputs(`${module} ${tag}`, {});
  call(tag, module)(hcl);
  return hcl.variables;
}

function call(tag: string, module: string): ModuleCall {
  const found = MODULES[tag]?.[module];
  if (found !== undefined) return found;
  const known = Object.entries(modulesByTag()).map(([name, modules]) => `${modules.join(", ")} at ${name}`);
  throw new Error(`${module} at ${tag} is not known. There are: ${known.join("; ")}.`);
}
