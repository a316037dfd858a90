import type { Template } from "./template";

type Json = Template["json"];
type Blocks = Readonly<Record<string, object>>;

/** What stands at the top of a document, and how an expression refers to what is in it. */
const KINDS = ["resource", "data", "ephemeral"] as const;

/** Many stacks as one, so that Terraform reads them at once. What is in each has the stack's place behind its name. */
export class JoinedDocuments {
  private readonly joined: Record<string, Record<string, object>> = {};

  /** @param base what is there once: the provider, and what others refer to */
  constructor(private readonly base: Json) {
    for (const kind of KINDS) this.joined[kind] = { ...base[kind as "resource"] };
  }

  add(json: Json, index: number): void {
    const renamed = withSuffix(json, `_n${index}`) as Readonly<Record<string, unknown>>;
    for (const kind of KINDS)
      for (const [type, blocks] of Object.entries((renamed[kind] ?? {}) as Readonly<Record<string, Blocks>>))
        Object.assign(((this.joined[kind] ??= {})[type] ??= {}), blocks);
    for (const kind of ["variable", "locals", "output"]) Object.assign((this.joined[kind] ??= {}), renamed[kind]);
  }

  get document(): object {
    // Terraform takes no kind of which there is nothing.
    const found = Object.entries(this.joined).filter(([, blocks]) => Object.keys(blocks).length > 0);
    return { ...this.base, ...Object.fromEntries(found) };
  }
}

/** The place of the stack in which something was, by its name. */
export function placeOf(text: string): number | undefined {
  const [, index] = /_n(\d+)\b/.exec(text) ?? [];
  return index === undefined ? undefined : Number(index);
}

function withSuffix(json: Json, suffix: string): unknown {
  const given = json as Readonly<Record<string, Readonly<Record<string, object>> | undefined>>;
  const addresses = new Set([
    ...KINDS.flatMap((kind) =>
      Object.entries(given[kind] ?? {}).flatMap(([type, blocks]) =>
        Object.keys(blocks).map((name) => `${type}.${name}`),
      ),
    ),
    ...Object.keys(given.variable ?? {}).map((name) => `var.${name}`),
    ...Object.keys(given.locals ?? {}).map((name) => `local.${name}`),
  ]);
  const rename = (text: string): string => {
    if (!text.includes(".")) return text;
    return text.replace(/(?<![\w-])(?:(?:data|ephemeral)\.)?([a-z]\w*\.[\w-]+)/g, (found, address: string) =>
      addresses.has(address) ? found + suffix : found,
    );
  };
  const names = (blocks: object | undefined): object =>
    Object.fromEntries(Object.entries(blocks ?? {}).map(([name, block]) => [name + suffix, references(block, rename)]));
  return {
    ...Object.fromEntries(
      KINDS.map((kind) => [
        kind,
        Object.fromEntries(Object.entries(given[kind] ?? {}).map(([type, blocks]) => [type, names(blocks)])),
      ]),
    ),
    ...Object.fromEntries(["variable", "locals", "output"].map((kind) => [kind, names(given[kind])])),
  };
}

function references(value: unknown, rename: (text: string) => string): unknown {
  if (typeof value === "string") return rename(value);
  if (Array.isArray(value)) return value.map((item) => references(item, rename));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, references(member, rename)]));
}
