export { awsNames } from "./aws-names";
export { CONTROL_PATH, type Control } from "./control";
export type { EmulatorAnswer } from "./emulator-proxy";
export { startFront, type Front, type FrontOptions } from "./front";
export type { OnQuery, QueryCall } from "./query-calls";
export type { EcsScheduler } from "./scheduler";
