export { UsageError, type Argument, type Command, type Given } from "./command";
export { chosenEnvironments, chosenNames, ENVIRONMENT_NAMES } from "./environments";
export { runCommand } from "./run";
