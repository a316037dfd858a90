export { Services, type ServicesOptions, type ServiceSummary } from "./services";
export type { ServiceRequest, ServiceSpec } from "./spec";
export type { Wire } from "./wire";
