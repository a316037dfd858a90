/**
 * Evaluates a Terraform template as far as a test needs it: escapes, quoted templates and `jsonencode` are carried out;
 * any other expression is left as it stands, so that a reference shows as `${aws_iam_role.task.arn}`.
 */
export function evaluateTemplate(template: string): string {
  return new Reader(template).template("end");
}

/** The value of an attribute that holds a JSON document. A reference in it shows as the text `${...}`. */
export function evaluateJson(template: string): unknown {
  const text = evaluateTemplate(template);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`This is not JSON, even with its references left out: ${text}`, { cause: error });
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };
const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

class Reader {
  private position = 0;

  constructor(private readonly source: string) {}

  /** Reads up to the end of the source, or up to the quote that ends a quoted template. */
  template(until: "end" | "quote"): string {
    let value = "";
    while (this.position < this.source.length) {
      if (until === "quote" && this.skip('"')) return value;
      if (this.skip("$${")) value += "${";
      else if (this.skip("%%{")) value += "%{";
      else if (this.skip("${")) value += this.interpolation();
      else if (this.lookingAt("%{")) throw this.error("A directive (%{ ... }) is not known here");
      else if (until === "quote" && this.skip("\\")) value += this.escape();
      else value += this.next();
    }
    if (until === "quote") throw this.error("A quoted template has no end");
    return value;
  }

  private interpolation(): string {
    const value = this.expression("}");
    if (!this.skip("}")) throw this.error("An interpolation has no end");
    return value;
  }

  /** The text that an expression yields; what cannot be known here yields its own source. */
  private expression(end: "}" | ")"): string {
    const start = this.position;
    this.blanks();
    const value = this.known();
    this.blanks();
    // `"a" == "b" ? ...` starts like something that is known, and is not.
    if (value !== undefined && this.lookingAt(end)) return value;
    this.position = start;
    return `\${${this.opaque(end).trim()}}`;
  }

  private known(): string | undefined {
    if (this.skip('"')) return this.template("quote");
    if (!this.skip("jsonencode(")) return undefined;
    const value = this.expression(")");
    return this.skip(")") ? encode(value) : undefined;
  }

  /** The source of an expression, up to the bracket that ends it. */
  private opaque(end: string): string {
    const start = this.position;
    while (this.position < this.source.length && !this.lookingAt(end)) {
      const char = this.next();
      const closing = CLOSING[char];
      if (char === '"') this.template("quote");
      else if (closing !== undefined) {
        this.opaque(closing);
        this.position++;
      }
    }
    return this.source.slice(start, this.position);
  }

  private escape(): string {
    const char = this.next();
    const digits = { u: 4, U: 8 }[char];
    if (digits !== undefined) {
      const code = this.source.slice(this.position, this.position + digits);
      this.position += digits;
      return String.fromCodePoint(parseInt(code, 16));
    }
    const value = ESCAPES[char];
    if (value === undefined) throw this.error(`HCL knows no escape \\${char}`);
    return value;
  }

  private blanks(): void {
    while (/\s/.test(this.source.charAt(this.position))) this.position++;
  }

  private next(): string {
    return this.source.charAt(this.position++);
  }

  private lookingAt(text: string): boolean {
    return this.source.startsWith(text, this.position);
  }

  private skip(text: string): boolean {
    if (!this.lookingAt(text)) return false;
    this.position += text.length;
    return true;
  }

  private error(what: string): Error {
    return new Error(`${what}, at character ${this.position} of: ${this.source}`);
  }
}

/** A text as Terraform's own `jsonencode` writes it. */
function encode(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
