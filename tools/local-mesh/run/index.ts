export { urlsOf } from "./addresses";
export { writeAwsWrapper } from "./aws-wrapper";
export { caVariables, bringsCa } from "./certificate-authority";
export { deploy } from "./deploy";
export { holdMesh } from "./hold";
export { imagesOf, describeImages } from "./images";
export { runFolder, type RunFolder } from "./run-state";
export { runMesh, takeAwayMesh } from "./run";
export { parseScale, scaleMesh } from "./scale";
