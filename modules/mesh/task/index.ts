export * from "./containers";
export * from "./mesh-task";
export * from "./props";
export * from "../common/tags";
export * from "../../aws/volumes";
