/** The function that cdktf writes its files with: JSON with sorted keys. */
export type Stringify = (value: unknown, options?: { readonly space?: number }) => string | undefined;

/**
 * The same text, which is made in one piece. The function itself makes the text of each level anew, out of that of the
 * levels below: of a large stack it holds three copies, and the last is when a synth needs most memory.
 */
export function shortcut(stringify: Stringify): Stringify {
  return (value, options, ...more: unknown[]) => {
    const { space, ...others } = options ?? {};
    if (more.length > 0 || typeof space !== "number" || space < 1 || Object.keys(others).length > 0)
      return stringify(value, options);
    return write(value, space) ?? stringify(value, options);
  };
}

/** @returns nothing when there is more than plain data in it */
function write(value: unknown, space: number): string | undefined {
  let text = "";
  return add(value, "\n") ? text : undefined;

  function add(value: unknown, lineBreak: string): boolean {
    if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
      text += JSON.stringify(value);
      return true;
    }
    // A circle is not plain either.
    if (typeof value !== "object" || "toJSON" in value || lineBreak.length > 200 * (space + 1)) return false;
    return Array.isArray(value) ? addList(value, lineBreak) : addObject(value as Record<string, unknown>, lineBreak);
  }

  function addList(items: readonly unknown[], lineBreak: string): boolean {
    const inner = lineBreak + " ".repeat(space);
    text += "[";
    for (let index = 0; index < items.length; index++) {
      text += index === 0 ? inner : `,${inner}`;
      if (!add(items[index], inner)) return false;
    }
    text += `${lineBreak}]`;
    return true;
  }

  function addObject(object: Readonly<Record<string, unknown>>, lineBreak: string): boolean {
    const inner = lineBreak + " ".repeat(space);
    let separator = "";
    text += "{";
    for (const key of Object.keys(object).sort()) {
      const member = object[key];
      if (member === undefined) continue;
      text += `${separator}${inner}${JSON.stringify(key)}: `;
      if (!add(member, inner)) return false;
      separator = ",";
    }
    text += `${lineBreak}}`;
    return true;
  }
}
