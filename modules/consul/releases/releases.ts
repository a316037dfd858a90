import { enforce, inTurn, known, mandatory, must, once, onlyProps, quoteList, type Rule } from "../../aws";
import type { LineOptions, OptionNames } from "./options";
import type { ReleaseLine } from "./release-line";
import { line010, type Options010 } from "./v0.10";
import { line06, type Options06 } from "./v0.6";

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

const LINES: { readonly [R in Release]: ReleaseLine<Releases[R]> } = { "0.10": line010, "0.6": line06 };

/** The names of the release lines, the default first. */
export const RELEASES = ["0.10", "0.6"] as const satisfies readonly Release[];

export const DEFAULT_RELEASE = "0.10" satisfies Release;

/** What a release line makes of a task, of the controller, and of a server. */
export function releaseLine<R extends Release>(release: R): ReleaseLine<Releases[R]> {
  if (!RELEASES.includes(release)) enforce("The mesh", RELEASE()("release", release));
  return LINES[release];
}

const RELEASE = once(() =>
  mandatory(
    inTurn(
      known("because each line makes something else", "Write it out."),
      must<Release>(
        `must be one of ${quoteList(RELEASES)}`,
        `Use '${DEFAULT_RELEASE}', or '0.6' for client agents.`,
        (release) => RELEASES.includes(release),
      ),
    ),
  ),
);

/** What can be said of a task, a gateway or a server on a line; what only another line has is an error that names it. */
export type OptionsOf<R extends Release, Job extends keyof LineOptions> = Releases[R][Job] & OptionsElsewhere<R, Job>;

/**
 * The options that other lines have and this one does not. Their type is a sentence that no value has, so that the
 * compiler's message says where the option belongs, also when it comes in by a spread.
 */
export type OptionsElsewhere<R extends Release, Job extends keyof LineOptions> = {
  readonly [K in Exclude<KeysOf<Exclude<Release, R>, Job>, keyof Releases[R][Job]>]?: IsAnOptionOf<LineWith<K, Job>>;
};

type KeysOf<R extends Release, Job extends keyof LineOptions> = { [L in R]: keyof Releases[L][Job] }[R];
type LineWith<K, Job extends keyof LineOptions> = {
  [L in Release]: K extends keyof Releases[L][Job] ? L : never;
}[Release];
type IsAnOptionOf<L extends string> = `is an option of release line ${L}` & { readonly noValue: never };

/** The same for those who come past the compiler: refuses what is given and is an option of another line only. */
export function optionsElsewhereRules(release: Release, job: keyof OptionNames, props: object): Rule[] {
  const own = releaseLine(release).optionNames[job];
  const given = Object.entries(props).filter(([name, value]) => value !== undefined && !own.includes(name));
  return RELEASES.filter((other) => other !== release).flatMap((other) =>
    given
      .filter(([name]) => releaseLine(other).optionNames[job].includes(name))
      .map(([name, got]: [string, unknown]) => ({
        prop: name,
        rule: `is an option of release line ${other}`,
        got,
        fix: `Leave it out on release line ${release}.`,
        holds: false,
      })),
  );
}

/** Refuses what is neither one of the props nor an option of any line, and what is an option of another line. */
export function propsOfLineRules(
  release: Release,
  job: keyof OptionNames,
  props: object,
  names: readonly string[],
): Rule[] {
  const options = RELEASES.flatMap((line) => releaseLine(line).optionNames[job]);
  return [...onlyProps(props, [...names, ...options]), ...optionsElsewhereRules(release, job, props)];
}
