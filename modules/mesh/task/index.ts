export * from "./containers";
export * from "./mesh-task";
export * from "./props";
export * from "../common/tags";
export type { DockerVolume, EfsVolume, FsxWindowsVolume, Volume } from "../../aws";
