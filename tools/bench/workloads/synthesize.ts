import { writeFileSync } from "node:fs";
import { App, type TerraformStack } from "cdktf";

/** What a workload tells of itself, beside what can be seen from outside. */
export interface Phases {
  /** Milliseconds in which the constructs were made. */
  readonly buildMs: number;
  /** Milliseconds in which they were synthesized and written. */
  readonly synthMs: number;
}

/**
 * Builds one stack of so many services, synthesizes it, and leaves the times beside it.
 * `process.argv`: the number of services, and the output folder.
 */
export function synthesize(build: (app: App, count: number) => TerraformStack): void {
  const [count, outdir] = process.argv.slice(2);
  if (count === undefined || outdir === undefined) throw new Error("Give the number of services and a folder.");
  const started = performance.now();
  const app = new App({ outdir, context: { excludeStackIdFromLogicalIds: "true", allowSepCharsInLogicalIds: "true" } });
  build(app, Number(count));
  const built = performance.now();
  app.synth();
  const phases: Phases = { buildMs: built - started, synthMs: performance.now() - built };
  writeFileSync(`${outdir}/phases.json`, JSON.stringify(phases));
}
