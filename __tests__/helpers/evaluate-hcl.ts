import { Cursor } from "./cursor";
import { FUNCTIONS } from "./hcl-functions";

/** What a reference is worth, by its address: `var.region`, `data.terraform_remote_state.one.outputs.name`. */
export type Scope = Readonly<Record<string, unknown>> | ((address: string) => unknown);

/** The value of an attribute as Terraform would find it, with every reference in it. Throws at what it does not know. */
export function evaluateHcl(attribute: string, scope: Scope): unknown {
  return new Evaluator(attribute, scope).template();
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };
const OPERATORS: readonly (readonly [string, (a: unknown, b: unknown) => unknown])[] = [
  ["||", (a, b) => a === true || b === true],
  ["&&", (a, b) => a === true && b === true],
  ["==", (a, b) => JSON.stringify(a) === JSON.stringify(b)],
  ["!=", (a, b) => JSON.stringify(a) !== JSON.stringify(b)],
  ["<=", (a, b) => Number(a) <= Number(b)],
  [">=", (a, b) => Number(a) >= Number(b)],
  ["<", (a, b) => Number(a) < Number(b)],
  [">", (a, b) => Number(a) > Number(b)],
  ["+", (a, b) => Number(a) + Number(b)],
  ["-", (a, b) => Number(a) - Number(b)],
  ["*", (a, b) => Number(a) * Number(b)],
  ["/", (a, b) => Number(a) / Number(b)],
];

class Evaluator extends Cursor {
  constructor(
    source: string,
    private readonly scope: Scope,
  ) {
    super(source);
  }

  /** Up to the end of the source, or up to the quote that ends a quoted template. */
  template(until: "end" | "quote" = "end"): unknown {
    const parts: unknown[] = [];
    let literal = "";
    const close = (): void => {
      if (literal !== "") parts.push(literal);
      literal = "";
    };
    for (;;) {
      if (this.position >= this.source.length) {
        if (until === "quote") throw this.error("A quoted template has no end");
        break;
      }
      if (until === "quote" && this.skip('"')) break;
      if (this.skip("$${")) literal += "${";
      else if (this.skip("%%{")) literal += "%{";
      else if (this.skip("${")) {
        close();
        parts.push(this.expression());
        this.expect("}");
      } else if (this.lookingAt("%{")) throw this.error("A directive is not known here");
      else if (until === "quote" && this.skip("\\")) literal += this.escape();
      else literal += this.next();
    }
    close();
    // A single interpolation keeps its type.
    return parts.length === 1 ? parts[0] : parts.map(textOf).join("");
  }

  private expression(): unknown {
    const condition = this.operation();
    if (!this.token("?")) return condition;
    const yes = this.expression();
    this.expect(":");
    const no = this.expression();
    return condition === true ? yes : no;
  }

  /** Without precedence: cdktf puts every operation into parentheses. */
  private operation(): unknown {
    let left = this.operand();
    for (;;) {
      const operator = OPERATORS.find(([sign]) => this.token(sign));
      if (!operator) return left;
      left = operator[1](left, this.operand());
    }
  }

  private operand(): unknown {
    let value = this.primary();
    for (;;) {
      if (this.skip("[")) {
        const key = this.expression();
        this.expect("]");
        value = (value as Record<string, unknown>)[String(key)];
      } else return value;
    }
  }

  private primary(): unknown {
    this.blanks();
    if (this.token("!")) return this.operand() !== true;
    if (this.skip('"')) return this.template("quote");
    if (this.token("(")) return this.closed(this.expression(), ")");
    if (this.token("[")) return this.items("]", () => this.expression());
    if (this.token("{")) return Object.fromEntries(this.items("}", () => this.member()));
    const number = this.match(/-?\d+(\.\d+)?/y);
    if (number !== undefined) return Number(number);
    const name = this.match(/[A-Za-z_][\w.-]*/y);
    if (name === undefined) throw this.error("An expression is not known here");
    if (this.skip("(")) return this.call(name);
    return this.reference(name.split("."));
  }

  /** A reference, and perhaps attributes of what it is worth: `var.tags.team`. */
  private reference(path: readonly string[]): unknown {
    const constants: Record<string, unknown> = { true: true, false: false, null: null };
    if (typeof this.scope !== "function") Object.assign(constants, this.scope);
    else if (!(path.join(".") in constants)) return this.scope(path.join("."));
    for (let known = path.length; known > 0; known--) {
      const name = path.slice(0, known).join(".");
      if (!(name in constants)) continue;
      return path.slice(known).reduce((value, key) => (value as Record<string, unknown>)[key], constants[name]);
    }
    throw this.error(`There is no value for ${path.join(".")}`);
  }

  private call(name: string): unknown {
    const given = this.items(")", () => this.expression());
    const called = FUNCTIONS[name];
    if (!called) throw this.error(`The function ${name} is not known here`);
    return called(...given);
  }

  private member(): [string, unknown] {
    const key = String(this.expression());
    this.expect("=");
    return [key, this.expression()];
  }

  private items<T>(end: string, item: () => T): T[] {
    const items: T[] = [];
    while (!this.token(end)) {
      items.push(item());
      if (!this.token(",")) return this.closed(items, end);
    }
    return items;
  }

  private closed<T>(value: T, end: string): T {
    this.expect(end);
    return value;
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

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.source)?.[0];
    this.position += found?.length ?? 0;
    return found;
  }

  private token(text: string): boolean {
    this.blanks();
    return this.skip(text);
  }

  private expect(text: string): void {
    if (!this.token(text)) throw this.error(`'${text}' is missing`);
  }

  private blanks(): void {
    while (/\s/.test(this.source.charAt(this.position))) this.position++;
  }
}

function textOf(value: unknown): string {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return String(value);
  throw new Error("A list or an object cannot stand inside a text.");
}
