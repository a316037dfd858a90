import type { Construct } from "constructs";
import type { Release } from "../../../modules/consul";

/** A construct or a function of the public interface, with props that it takes. */
export interface Entry<P extends object = object> {
  /** What it is called: `Vpc` for a constructor, `ServiceMesh.addService` for a method. */
  readonly name: string;
  /** What else is called with the same props. */
  readonly alsoCovers?: readonly string[];
  /** Left out where the release line plays no part. */
  readonly release?: Release;
  /** Places of the type at which nothing can be given, and why. */
  readonly never?: Readonly<Record<string, string>>;
  /** Makes it, and what it cannot do without, in a scope that is empty. */
  make(scope: Construct, props: P): unknown;
  /** The props without which there is none. */
  least(scope: Construct): P;
  /**
   * As many props as can be given together. Those after the first have what excludes something in the ones before them;
   * together they give every prop that there is.
   */
  readonly rich: readonly ((scope: Construct) => P)[];
}

/** An entry, whatever its props are. */
export function entry<P extends object>(of: Entry<P>): Entry {
  return of;
}

/** What one release line and the other have alike. */
export function onBothLines(make: (release: Release) => readonly Entry[]): Entry[] {
  return (["0.10", "0.6"] as const).flatMap((release) => make(release).map((each) => ({ release, ...each })));
}
