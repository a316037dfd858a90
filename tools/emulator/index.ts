export { keepUsedActions, recordActions, usedActions } from "./aws-actions";
export { emulatorVersion, startEmulator, type Emulator } from "./emulator";
export { MissingRequirement } from "./missing-requirement";
export {
  Terraform,
  TerraformError,
  terraformVersion,
  type ResourceChange,
  type StateModule,
  type TerraformPlan,
} from "./terraform";
