export { untilInterrupted, type Interruption } from "./interruption";
export { outputOf } from "./program";
export { step, type Output } from "./progress";
export { table } from "./table";
