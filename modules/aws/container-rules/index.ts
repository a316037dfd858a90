export { anotherContainer, dependencyRules, type OtherContainers } from "./dependencies";
export { containerFieldNames, containerFields, imageName } from "./fields";
export { absolutePath } from "./linux";
export { memoryRules } from "./memory";
export { isRouter, logConfiguration, routerRules } from "./logging";
export { secretReference, variableRules, variables } from "./names";
export { placeOf, type Place } from "./place";
export { portClashRules, portMapping } from "./ports";
