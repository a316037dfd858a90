export type { AdoptedCall, Adoption, BesideResource } from "./adopted";
export { besideConfig, classOf, isBesideType } from "./beside";
export { wordsOf } from "./identifiers";
export { adoptedModule, regionOf } from "./import-ids";
export { removedFile, withoutKeys } from "./removed";
export { mainFile, STACK_ID, stackFile } from "./stack";
