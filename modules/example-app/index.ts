export * from "./example-app";
