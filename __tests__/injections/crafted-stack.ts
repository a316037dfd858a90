import type { TerraformStack } from "cdktf";
import { InputError } from "../../modules/aws";
import type { CanarySandbox } from "../helpers/canary-sandbox";
import { CATALOG, type Entry } from "../helpers/catalog";
import { textsOf, withValue } from "../helpers/crafted";
import { evaluateHcl } from "../helpers/evaluate-hcl";
import { scriptsOf, type Script } from "../helpers/scripts";
import { Template, testStack } from "../helpers/template";

export type Value = (stack: TerraformStack, index: number) => string;
type Path = readonly string[];

/** An entry with one of its variants. */
export interface Variant {
  readonly entry: Entry;
  readonly props: Entry["rich"][number];
}

/** The constructs that have scripts, each in its first variant that has some. What a method adds to is a construct, too. */
export function withScripts(): Variant[] {
  return CATALOG.filter(({ name }) => !name.includes(".")).flatMap((entry) => {
    const props = entry.rich.find((variant) => hasScripts({ entry, props: variant }));
    return props ? [{ entry, props }] : [];
  });
}

function hasScripts({ entry, props }: Variant): boolean {
  try {
    return scriptsWith(asGiven(entry, props).json, "plain").length > 0;
  } catch (error) {
    // The test of the catalog says so.
    if (error instanceof InputError) return false;
    throw error;
  }
}

/** What a variant of an entry comes to with another value at each place of its props that takes it. */
export function withCrafted(entry: Entry, props: Entry["rich"][number], value: Value): Template {
  const attempt = (places: readonly Path[]): Template | Error => {
    const stack = testStack();
    try {
      entry.make(
        stack,
        places.reduce((all, path, index) => withValue(all, path, value(stack, index)), props(stack)),
      );
      return Template.of(stack);
    } catch (error) {
      return error as Error;
    }
  };
  let places: readonly Path[] = textsOf(props(testStack())).filter(([key]) => key !== "release");
  for (;;) {
    const made = attempt(places);
    if (!(made instanceof Error)) return made;
    const rest = places.filter((path) => !isRefused(path, made));
    // A message that names none of them: half of them go, which ends in any case.
    places = rest.length < places.length ? rest : places.slice(0, Math.floor(places.length / 2));
    if (places.length === 0) return asGiven(entry, props);
  }
}

/** What a variant of an entry comes to. */
export function asGiven(entry: Entry, props: Entry["rich"][number]): Template {
  return Template.of(testStack((stack) => void entry.make(stack, props(stack))));
}

/** Whether an error is about what stands at a path: the prop itself, one around it, or one in it. */
function isRefused([first = "", ...rest]: Path, error: Error): boolean {
  if (!(error instanceof InputError)) return false;
  const written = first + rest.map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`)).join("");
  return error.broken.some(({ prop }) =>
    prop.split(/, | and /).some((named) => isAround(named, written) || isAround(written, named)),
  );
}

function isAround(outer: string, inner: string): boolean {
  return inner === outer || [".", "["].some((sign) => inner.startsWith(outer + sign));
}

/** The scripts of a stack when each value that only Terraform knows is this one. */
export function scriptsWith(json: Template["json"], value: string): Script[] {
  const worth = (address: string): unknown => {
    const text = address.startsWith("local.") ? json.locals?.[address.slice("local.".length)] : undefined;
    return typeof text === "string" ? evaluateHcl(text, worth) : value;
  };
  return scriptsOf(json, (template) => {
    try {
      return String(evaluateHcl(template, worth));
    } catch (error) {
      // What is no text of a script may be an expression that is not known here.
      if (/\bsh\b|#!|CMD-SHELL/.test(template)) throw error;
      return "";
    }
  });
}

/** Scripts that are another with the other value, side by side. */
export function differing(some: readonly Script[], others: readonly Script[]): [Script, Script][] {
  return some.flatMap((script, index): [Script, Script][] => {
    const other = others[index];
    return other && JSON.stringify(script) !== JSON.stringify(other) ? [[script, other]] : [];
  });
}

/** Runs each script beside the same one with a plain value: another value is no command, and no setting of its own. */
export function expectNoneToRun(sandbox: CanarySandbox, plain: readonly Script[], crafted: readonly Script[]): void {
  for (const [before, after] of differing(plain, crafted)) {
    const { sang, broken, settings } = sandbox.run(after);
    const known = sandbox.run(before).settings;
    const added = settings.filter((setting) => !known.includes(setting));
    expect({ where: after.where, sang, broken, added }).toEqual({
      where: after.where,
      sang: false,
      broken: [],
      added: [],
    });
  }
}
