export { drawTopology } from "./draw";
export { sampleTopology } from "./sample";
export { topologyOfStack, type Topology } from "./topology";
