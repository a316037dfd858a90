export { keepUsedActions, recordActions, usedActions } from "./aws-actions";
export { startEmulator, type Emulator } from "./emulator";
export { MissingRequirement } from "./missing-requirement";
export { requirements, type OtherRequirement } from "./requirements";
export { RUN_VARIABLES } from "./run-variables";
export { shellLines } from "./shell";
export {
  Terraform,
  TerraformError,
  terraformVersion,
  type ResourceChange,
  type StateModule,
  type TerraformPlan,
} from "./terraform";
