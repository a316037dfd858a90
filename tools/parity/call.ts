import type { Construct } from "constructs";
import type { Adoptable } from "../../modules/adoption";
import type { HclModuleOptions } from "../../modules/aws";
import type { HclInputs } from "./hcl-inputs";

/**
 * Maps the calls of one HCL module at one tag to the construct. Reads all variables at once, whatever their values:
 * that is how the variables of the module are known. Judges nothing but types: the rest is for the construct to refuse.
 *
 * @returns what makes the construct, to be called when the inputs have the right types; told how near to stay to the module
 */
export type ModuleCall = (hcl: HclInputs) => (scope: Construct, module?: HclModuleOptions) => Adoptable;
