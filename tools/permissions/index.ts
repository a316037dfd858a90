export { renderPolicy, type ExplainedActions, type PolicyDocument, type UsedActions } from "./permissions";
