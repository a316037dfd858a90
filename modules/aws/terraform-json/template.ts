/** A piece of a text: known now, or a Terraform expression that yields it. */
export type Piece = { readonly literal: string } | { readonly expression: string };

/** The pieces as the text of an attribute, which Terraform takes for a template. */
export function template(pieces: Piece[]): string {
  return render(pieces.flatMap(quoteReturns), escapeTemplate);
}

/** The pieces as a quoted template of the HCL language, which is an expression. */
export function quotedTemplate(pieces: Piece[]): string {
  return `"${render(pieces, (text) => quote(escapeTemplate(text)))}"`;
}

function render(pieces: Piece[], spell: (literal: string) => string): string {
  return separate(pieces)
    .map((piece) => ("literal" in piece ? spell(piece.literal) : `\${${piece.expression}}`))
    .join("");
}

/** The same text, in pieces none of which changes the meaning of the next: neither `$` + `{`, nor `$` + `${...}`. */
function separate(pieces: Piece[]): Piece[] {
  const merged: Piece[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (last && "literal" in last && "literal" in piece) {
      merged[merged.length - 1] = { literal: last.literal + piece.literal };
    } else merged.push(piece);
  }
  return merged.flatMap((piece, index) => {
    const dollars = "literal" in piece && index < merged.length - 1 ? /\$+$/.exec(piece.literal)?.[0] : undefined;
    if (dollars === undefined || !("literal" in piece)) return [piece];
    return [{ literal: piece.literal.slice(0, -dollars.length) }, { expression: `"${dollars}"` }];
  });
}

/**
 * Outside of quotes Terraform takes what follows a lone carriage return, up to the end of the line, for plain text:
 * escapes and interpolations would arrive as they are written.
 */
function quoteReturns(piece: Piece): Piece[] {
  if (!("literal" in piece) || !piece.literal.includes("\r")) return [piece];
  const [first = "", ...rest] = piece.literal.split(/\r(?!\n)/);
  return [{ literal: first }, ...rest.flatMap((literal) => [{ expression: '"\\r"' }, { literal }])];
}

/** Keeps Terraform from taking `${` and `%{` of a literal for its own. */
function escapeTemplate(text: string): string {
  return text.replace(/([$%])\{/g, "$1$1{");
}

const QUOTED: Record<string, string> = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function quote(text: string): string {
  return text.replace(/["\\\n\r\t]/g, (char) => QUOTED[char] ?? char);
}
