export * from "./generated-certificate-authority";
