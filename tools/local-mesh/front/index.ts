export { awsNames } from "./aws-names";
export { CONTROL_PATH, type Control } from "./control";
export { startFront, type Front, type FrontOptions } from "./front";
export type { EcsScheduler } from "./scheduler";
