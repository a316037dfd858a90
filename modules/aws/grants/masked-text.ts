import { Token, Tokenization, type IResolvable } from "cdktf";

/**
 * A text in which each token is one character, so that the text can be taken apart like any other: the marks that cdktf
 * writes for tokens hold dots and brackets.
 */
export class MaskedText {
  readonly text: string;
  private readonly tokens: readonly IResolvable[];

  constructor(given: string) {
    this.tokens = Token.isUnresolved(given) ? Tokenization.reverseString(given).tokens : [];
    this.text = this.tokens.reduce(
      (text, token, index) => text.replaceAll(Token.asString(token), String.fromCharCode(FIRST + index)),
      given,
    );
  }

  /** Whether it is one token and nothing else. */
  get isWhole(): boolean {
    return this.text.length === 1 && holdsMask(this.text);
  }

  /** What Terraform calls the first token, such as `aws_secretsmanager_secret.db.arn`. @default not known */
  get reference(): string | undefined {
    const [token] = this.tokens;
    return token && referenceOf(token);
  }

  /** A part of the text with its tokens again. */
  restore(part: string): string {
    return this.replace(part, (token) => Token.asString(token));
  }

  /** A part of the text for comparing: the same for the same thing. */
  identify(part = this.text): string {
    return this.replace(part, (token) => referenceOf(token) ?? Token.asString(token));
  }

  /** A part of the text for people. */
  display(part = this.text): string {
    return this.replace(part, (token) => `\${${referenceOf(token) ?? "known only to Terraform"}}`);
  }

  private replace(part: string, by: (token: IResolvable) => string): string {
    return part.replace(MASKS, (mask) => {
      const token = this.tokens[mask.charCodeAt(0) - FIRST];
      return token ? by(token) : mask;
    });
  }
}

/** Unicode's private use: no name in AWS holds these characters. */
const FIRST = 0xe000;
const MASKS = /[\ue000-\uf8ff]/g;

/** Whether a part of a masked text holds a token. */
export function holdsMask(part: string): boolean {
  return part.search(MASKS) >= 0;
}

/** cdktf keeps the address of an attribute in a field of its own: without it a token is only one that nobody knows. */
function referenceOf(token: IResolvable): string | undefined {
  return "identifier" in token && typeof token.identifier === "string" ? token.identifier : undefined;
}
