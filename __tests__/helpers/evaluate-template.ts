import { Cursor } from "./cursor";

/**
 * Evaluates a Terraform template as far as a test needs it: escapes, quoted templates and the functions below are carried
 * out; any other expression is left as it stands, so that a reference shows as `${aws_iam_role.task.arn}`.
 */
export function evaluateTemplate(template: string): string {
  return new Reader(template).template("end");
}

/** The functions of Terraform that are carried out, on texts. */
const FUNCTIONS: Readonly<Record<string, (...texts: string[]) => string | undefined>> = {
  jsonencode: (text) => encode(text),
  // Between slashes is a regular expression, of another kind than JavaScript's.
  replace: (text, from = "", to = "") => (/^\/.*\/$/s.test(from) ? undefined : text.replaceAll(from, () => to)),
};

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

class Reader extends Cursor {
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
  private expression(ends: string): string {
    const start = this.position;
    this.blanks();
    const value = this.known();
    this.blanks();
    // `"a" == "b" ? ...` starts like something that is known, and is not.
    if (value !== undefined && this.atOneOf(ends)) return value;
    this.position = start;
    return `\${${this.opaque(ends).trim()}}`;
  }

  private known(): string | undefined {
    if (this.skip('"')) return this.template("quote");
    const [call, name = ""] = /^(\w+)\(/.exec(this.source.slice(this.position, this.position + 40)) ?? [];
    const carryOut = FUNCTIONS[name];
    if (call === undefined || carryOut === undefined) return undefined;
    this.position += call.length;
    const texts = [this.expression(",)")];
    while (this.skip(",")) texts.push(this.expression(",)"));
    return this.skip(")") ? carryOut(...texts) : undefined;
  }

  /** The source of an expression, up to the bracket or comma that ends it. */
  private opaque(ends: string): string {
    const start = this.position;
    while (this.position < this.source.length && !this.atOneOf(ends)) {
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

  private atOneOf(ends: string): boolean {
    return this.position < this.source.length && ends.includes(this.source.charAt(this.position));
  }
}

/** A text as Terraform's own `jsonencode` writes it. */
function encode(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
