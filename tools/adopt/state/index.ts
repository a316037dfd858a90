export { findCalls, type Call, type Calls, type Left } from "./calls";
export { isModuleOf, lineOf, MODULES, RELEASES, type ModuleName } from "./lines";
export { needsProvider6, writtenByProvider6 } from "./provider";
export { readState } from "./read-state";
export { callPath, moduleSteps, UnreadableState, type StateResource } from "./resource";
export { readModulesJson, readPlan, type CallSources, type ReadPlan } from "./sources";
