import type { TerraformStack } from "cdktf";
import type { HclInputs } from "./hcl-inputs";

/**
 * Maps the calls of one HCL module at one tag to the construct. Reads all variables at once, whatever their values:
 * that is how the variables of the module are known. Judges nothing but types: the rest is for the construct to refuse.
 *
 * @returns what makes the construct, to be called when the inputs have the right types
 */
export type ModuleCall = (hcl: HclInputs) => (stack: TerraformStack) => void;
