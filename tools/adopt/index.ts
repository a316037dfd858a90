export { readBack, Unreadable, type ReadBack } from "./read-back";
export { readState, type ModuleName, type StateResource } from "./state";
