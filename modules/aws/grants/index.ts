export { attachGrants, isGrantable } from "./attach";
export type { Grant, VisibleGrants } from "./grant";
export { providerFacts, type ProviderFacts } from "./provider-facts";
export { logStatements, startStatements, type LogConfigurations } from "./write-logs";
export { visibleGrants, type VisibleNeeds } from "./visible-grants";
