import type { ReleaseLine } from "./release-line";
import { line010 } from "./v0.10";
import type { Options010 } from "./v0.10/options";
import { line06 } from "./v0.6";
import type { Options06 } from "./v0.6/options";

/**
 * The release lines of Consul on ECS, and the options that only one of them has. A further line is one more folder
 * beside `v0.10/` and `v0.6/`, and its name in this file.
 */
export interface Releases {
  /** consul-dataplane in each task; no gossip outside the servers. */
  readonly "0.10": Options010;
  /** A Consul client agent and an Envoy proxy in each task. */
  readonly "0.6": Options06;
}

export type Release = keyof Releases;

const LINES: { readonly [R in Release]: ReleaseLine<R> } = { "0.10": line010, "0.6": line06 };

/** The names of the release lines, the default first. */
export const RELEASES = Object.keys(LINES) as Release[];

export const DEFAULT_RELEASE = "0.10" satisfies Release;

/** What a release line makes of a task, of the controller, and of a server. */
export function releaseLine<R extends Release>(release: R): ReleaseLine<R> {
  const line = LINES[release] as ReleaseLine<R> | undefined;
  if (!line) throw new Error(`release must be one of ${RELEASES.join(", ")} (got ${JSON.stringify(release)}).`);
  return line;
}
