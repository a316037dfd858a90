export { isModuleOf, lineOf, MODULES, RELEASES, type ModuleName } from "./lines";
export { UnreadableState, type StateResource } from "./resource";
export { readState } from "./read-state";
