export * from "./external-consul-servers";
