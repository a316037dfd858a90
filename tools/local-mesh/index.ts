export { clientOptions } from "./aws-client";
export { connectEngine, type VersionRow } from "./engine";
export { type LoadBalancerSummary, type LocalMesh, type LocalMeshOptions, type ServiceSummary } from "./local-mesh";
export { IMAGE_NEEDED, type InstanceView } from "./instances";
export { startLocalMesh } from "./mesh";
export { type Address, type RunningTask, type TaskView } from "./parts";
export { DOCKER_ENGINE, missingImages } from "./requirement";
export {
  bringsCa,
  caVariables,
  deploy,
  describeImages,
  holdMesh,
  imagesOf,
  parseScale,
  runFolder,
  runMesh,
  scaleMesh,
  takeAwayMesh,
  urlsOf,
  writeAwsWrapper,
  type RunFolder,
} from "./run";
