export * from "./datacenter";
