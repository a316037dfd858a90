import { evaluateJson } from "./evaluate-template";

/** A document in which members are pairs in the order of their names: nothing is lost, whatever they are called. */
export type Opened = string | number | boolean | null | readonly Opened[] | { readonly members: readonly Member[] };
type Member = readonly [name: string, value: Opened];

/** A stack's JSON, with the documents that stand in texts of it opened, and those in them. */
export function opened(value: unknown, read: (text: string) => unknown = evaluateJson): Opened {
  if (typeof value === "string") {
    const document = documentIn(value, read);
    // Terraform writes what is around it, and is not asked of what is inside.
    return document === undefined ? value : opened(document, JSON.parse);
  }
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value !== "object" || value === null) return null;
  if (Array.isArray(value)) return value.map((item) => opened(item, read));
  return { members: sorted(Object.entries(value).map(([name, member]): Member => [name, opened(member, read)])) };
}

/** The same with other texts in the place of some, which are whole texts or names of members. */
export function replaced(document: Opened, texts: ReadonlyMap<string, string>): Opened {
  if (typeof document === "string") {
    const text = texts.get(document);
    return text === undefined ? document : opened(text, JSON.parse);
  }
  if (typeof document !== "object" || document === null) return document;
  if (!("members" in document)) return document.map((item) => replaced(item, texts));
  const members = document.members.map(([name, member]): Member => [texts.get(name) ?? name, replaced(member, texts)]);
  return { members: sorted(members) };
}

/** Where a text is, without the places in lists: `container_definitions[].environment[].value`. */
export function placesIn(document: Opened, text: string, at = ""): string[] {
  if (typeof document === "string") return document.includes(text) ? [at] : [];
  if (typeof document !== "object" || document === null) return [];
  if (!("members" in document)) return document.flatMap((item) => placesIn(item, text, `${at}[]`));
  return document.members.flatMap(([name, member]) => [
    ...(name.includes(text) ? [`${at}.<name>`] : []),
    ...placesIn(member, text, at === "" ? name : `${at}.${name}`),
  ]);
}

/** What is an object or a list in a text of a task definition, a policy or a configuration. */
function documentIn(text: string, read: (text: string) => unknown): object | undefined {
  if (!/^(\$\{jsonencode|\s*[[{])/.test(text)) return undefined;
  try {
    const document = read(text);
    return typeof document === "object" && document !== null ? document : undefined;
  } catch {
    return undefined;
  }
}

function sorted(members: Member[]): Member[] {
  return members.sort(([a], [b]) => (a < b ? -1 : 1));
}
