export * from "./consul-servers";
export * from "./consul-version";
export * from "./releases";
export * from "./server-rules";
export * from "./server-seam";
export { defaultImages, judgeVersions, versionFindings, type MeshVersions, type VersionVerdict } from "./versions";
