export * from "./containers";
export * from "./mesh-task";
export { meshTaskPropNames, meshTaskProps } from "./prop-rules";
export * from "./props";
export { taskRoleTags, taskTags, type MeshIdentity } from "../common";
export type { DockerVolume, EfsVolume, FsxWindowsVolume, Volume } from "../../aws";
