export { announced, expectedChanges, type ExpectedChange } from "./expected";
export { failures, report } from "./report";
