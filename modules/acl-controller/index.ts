export * from "./acl-controller";
