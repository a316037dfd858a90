export type { AdoptedCall, Adoption } from "./adopted";
export { serviceConfig } from "./ecs-service";
export { wordsOf } from "./identifiers";
export { adoptedModule, regionOf } from "./import-ids";
export { removedFile, withoutKeys } from "./removed";
export { mainFile, STACK_ID, stackFile } from "./stack";
