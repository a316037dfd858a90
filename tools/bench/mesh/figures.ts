import type { VersionRow } from "../../local-mesh";

/** What was found of one environment, with the programs that were in its images. */
export interface MeshFigures {
  readonly environment: string;
  /** From nothing until the example answers through the mesh. */
  readonly firstAnswerSeconds: number;
  readonly latency: { readonly direct: Percentiles; readonly mesh: Percentiles };
  readonly rolls: readonly RollFigures[];
  readonly heal: HealFigures;
  readonly memory: readonly ContainerMemory[];
  readonly versions: readonly VersionRow[];
}

/** Milliseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

export interface RollFigures {
  /** The service, as the example names it. */
  readonly service: string;
  readonly seconds: number;
  readonly failed: number;
  readonly total: number;
}

export interface HealFigures {
  /** From the kill until another task of the service runs. */
  readonly replacedSeconds: number;
  /** From the kill until the last call that failed; 0 when none did. */
  readonly failingSeconds: number;
  readonly failed: number;
  readonly total: number;
}

/** What a container of a mesh task takes. */
export interface ContainerMemory {
  readonly task: string;
  readonly container: string;
  readonly mib: number;
}
