export * from "./mesh-service";
