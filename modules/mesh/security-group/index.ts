export * from "./mesh-security-group";
