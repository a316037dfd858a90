export { copyProject, PROJECT, runner } from "./project";
export { synthesize } from "./synthesize";
export { describeWritten } from "./written-stacks";
