export { applicationOf } from "./application";
export type { Backend } from "./backend";
export { hasSecondDatacenter } from "./environment";
export type { Environment, EnvironmentData, EnvironmentOf, TwoDatacenters } from "./environment";
export { EnvironmentError } from "./error";
export { loadEnvironments } from "./load";
export type { NetworkData } from "./network";
export type { SecondDatacenter } from "./second-datacenter";
export type { Hosting, TlsSource } from "./servers";
