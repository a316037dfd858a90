import { Token, type IResolvable, type IResolveContext } from "cdktf";
import { expressionOfPieces } from "./expression";
import { template, type Piece } from "./template";
import { holdsToken, splitText, type ExpressionToken } from "./tokens";

/** Text, with tokens or without, as an attribute of a resource: its own `${` and `%{` stay what they are. */
export function terraformText(text: string): string {
  if (!holdsToken(text)) return template([{ literal: text }]);
  return textExpression(text);
}

/** Text, with tokens or without, as one Terraform expression: an argument of a function, whatever the text holds. */
export function textExpression(text: string): string {
  return lateText((context) => splitText(text, context));
}

/** An expression that is written when the stack is, in any of the forms that cdktf has for one. */
export function lateExpression(expression: (context: IResolveContext) => string): IResolvable {
  return new LateText((context) => [{ expression: expression(context) }]);
}

/** A text with Terraform expressions in it, which is written when the stack is. */
export function lateText(pieces: (context: IResolveContext) => Piece[]): string {
  return Token.asString(new LateText(pieces));
}

/** As cdktf's own expressions, it is written in one way inside another expression, and in another way by itself. */
class LateText implements ExpressionToken {
  readonly isExpression = true;
  readonly creationStack: string[] = [];
  private written?: { readonly in: IResolveContext["scope"]; readonly bare: boolean; readonly text: string };

  constructor(private readonly pieces: (context: IResolveContext) => Piece[]) {}

  resolve(context: IResolveContext): string {
    const bare = context.suppressBraces === true;
    const { scope, preparing } = context;
    // A preparation comes before the aspects, and before all references to other stacks have their addresses.
    if (preparing) return this.write(context, bare);
    // Each stack that the text stands in sees other addresses.
    if (this.written?.in !== scope || this.written.bare !== bare) {
      this.written = { in: scope, bare, text: this.write(context, bare) };
    }
    return this.written.text;
  }

  private write(context: IResolveContext, bare: boolean): string {
    const pieces = this.pieces(context);
    return bare ? expressionOfPieces(pieces) : template(pieces);
  }

  toString(): string {
    return Token.asString(this);
  }

  toJSON(): string {
    return "<a template that Terraform renders>";
  }
}
