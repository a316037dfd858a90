import type { Application } from "./application";

/** An empty mesh: its services are deployed elsewhere, by `ServiceMesh.fromAttributes`. */
export const none: Application = () => ({});
