export { runAdopt, type AdoptCommand, type AdoptOutcome } from "./command";
export { REMOVED_FILE, REPORT_FILE } from "./files";
export { readBack, Unreadable, type ReadBack } from "./read-back";
export { readState, RELEASES, UnreadableState, type ModuleName, type StateResource } from "./state";
