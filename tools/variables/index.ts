export { variableRows, workspaceVariables, type WorkspaceVariable } from "./workspace-variables";
