/** An element of an answer of AWS: with other elements in it, or with text. */
export interface XmlElement {
  readonly name: string;
  /** As they stand in its tag. */
  readonly attributes: string;
  readonly children: XmlElement[];
  text: string;
}

/** Reads an answer of AWS's query protocols. They have no comments, no sections of data, and no text beside elements. */
export function parseXml(document: string): XmlElement {
  const root = element("", "");
  const open = [root];
  for (const [, close, name = "", attributes = "", empty, text] of document.matchAll(TOKEN)) {
    const current = open.at(-1) ?? root;
    if (text !== undefined) current.text += decode(text);
    else if (close) open.pop();
    else {
      const child = element(name, attributes);
      current.children.push(child);
      if (!empty) open.push(child);
    }
  }
  const [top] = root.children;
  if (!top || open.length !== 1) throw new Error(`This is no answer of AWS: ${document.slice(0, 200)}`);
  return top;
}

/** Writes it as it was read. */
export function writeXml({ name, attributes, children, text }: XmlElement): string {
  const inside = children.length > 0 ? children.map(writeXml).join("") : encode(text);
  return inside === "" ? `<${name}${attributes}/>` : `<${name}${attributes}>${inside}</${name}>`;
}

/** The first element on a path of names. */
export function at(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>(
    (found, name) => found?.children.find((child) => child.name === name),
    element,
  );
}

/** What stands there; nothing where there is no such element, or nothing in it. */
export function textAt(element: XmlElement | undefined, ...path: readonly string[]): string | undefined {
  return at(element, ...path)?.text || undefined;
}

/** The members of a list. */
export function itemsAt(element: XmlElement | undefined, ...path: readonly string[]): readonly XmlElement[] {
  return at(element, ...path)?.children ?? [];
}

/** It, and all that is in it. */
export function* everyElement(element: XmlElement): Generator<XmlElement> {
  yield element;
  for (const child of element.children) yield* everyElement(child);
}

const TOKEN = /<(\/?)([\w:.-]+)([^>]*?)(\/?)>|([^<>]+)(?=<\/)/g;
const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function element(name: string, attributes: string): XmlElement {
  return { name, attributes, children: [], text: "" };
}

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (all, decimal?: string, hex?: string, name?: string) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return ENTITIES[name ?? ""] ?? all;
  });
}

function encode(text: string): string {
  return text.replace(/[&<>]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[character] ?? character);
}
