export { benchApp } from "./app";
export { benchCli } from "./cli";
export { benchPlan } from "./plan";
export { isMet, renderSection, type Section } from "./report";
export { benchScale } from "./scale";
