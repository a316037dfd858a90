export { acceptedFile, judge, readAccepted, type Accepted, type Judgement } from "./accepted";
export { checkSecurity, type SecurityResult } from "./check";
export { plannedStack, PlannedStack, type PlannedResource } from "./plan";
export { renderFindings, renderJudgement } from "./report";
export { findingsOf, RULES, type Finding, type SecurityRule } from "./rules";
export { checkovFindings, SCANNERS, trivyFindings } from "./scanners";
