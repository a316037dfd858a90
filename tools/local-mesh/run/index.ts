export { writeAwsWrapper } from "./aws-wrapper";
export { caVariables, bringsCa } from "./certificate-authority";
export { imagesOf, describeImages } from "./images";
export { runFolder, type RunFolder } from "./run-state";
export { runMesh, takeAwayMesh } from "./run";
export { parseScale, scaleMesh } from "./scale";
