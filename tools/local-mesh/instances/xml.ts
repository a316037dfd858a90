import { DOMParser, onErrorStopParsing, ParseError, XMLSerializer, type Element } from "@xmldom/xmldom";

/** An element of an answer of AWS. */
export type XmlElement = Element;

/** Reads an answer of AWS's query protocols. */
export function parseXml(document: string): XmlElement {
  const answer = parsed(document);
  if (!answer) throw new Error(`This is no answer of AWS: ${document.slice(0, 200)}`);
  return answer;
}

/** Writes it as it was read. */
export function writeXml(element: XmlElement): string {
  return new XMLSerializer().serializeToString(element);
}

/** The first element on a path of names. */
export function at(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>(
    (found, name) => itemsAt(found).find(({ tagName }) => tagName === name),
    element,
  );
}

/** What stands there; nothing where there is no such element, or nothing in it. */
export function textAt(element: XmlElement | undefined, ...path: readonly string[]): string | undefined {
  return at(element, ...path)?.textContent || undefined;
}

/** The members of a list. */
export function itemsAt(element: XmlElement | undefined, ...path: readonly string[]): readonly XmlElement[] {
  return [...(at(element, ...path)?.children ?? [])];
}

/** All that is in it, at any depth. */
export function inside(element: XmlElement): readonly XmlElement[] {
  return [...element.getElementsByTagName("*")];
}

function parsed(document: string): XmlElement | null {
  try {
    return new DOMParser({ onError: onErrorStopParsing }).parseFromString(document, "text/xml").documentElement;
  } catch (error) {
    if (error instanceof ParseError) return null;
    throw error;
  }
}
