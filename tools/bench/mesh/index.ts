export { benchMesh } from "./measure";
export { publishMesh } from "./publish";
export { renderMeshFigures } from "./table";
