export { variablesByStack, type VariablesByStack } from "./variables-of-stacks";
export { variableRows } from "./workspace-variables";
