/**
 * A synthesized stack in a form in which two ways to write the same come out equal: documents are parsed, ids have no
 * hash of their path, and what cdktf notes for itself is left out.
 */
export function comparable(stack: unknown): unknown {
  if (typeof stack === "string") return comparableText(stack);
  if (Array.isArray(stack)) return stack.map(comparable);
  if (typeof stack !== "object" || stack === null) return stack;
  const members = Object.entries(stack)
    .filter(([key]) => key !== "//")
    .map(([key, value]): [string, unknown] => [withoutHashes(key), comparable(value)])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members);
}

function comparableText(text: string): unknown {
  // A token alone in a string of a document: one way leaves its quotes to Terraform, the other writes them.
  const plain = withoutHashes(text).replace(/\$\{jsonencode\(([\w.-]+)\)\}/g, '"${$1}"');
  if (!/^[[{]/.test(plain)) return plain;
  try {
    return comparable(JSON.parse(plain));
  } catch {
    return plain;
  }
}

function withoutHashes(text: string): string {
  return text.replace(/_[0-9A-F]{8}\b/g, "");
}

/** How many resources there are of each type. */
export function countByType(stack: { readonly resource?: Readonly<Record<string, object>> }): Record<string, number> {
  return Object.fromEntries(
    Object.entries(stack.resource ?? {})
      .map(([type, byId]): [string, number] => [type, Object.keys(byId).length])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
