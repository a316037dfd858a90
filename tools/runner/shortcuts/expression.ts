/** What all expressions of cdktf inherit, as far as anything here calls it. */
export interface Expression {
  /** Writes an argument as it stands inside the expression. */
  resolveArg: Method;
  /** The same for an argument that is no text. */
  resolveExpressionPart: Method;
}

type Method = (this: Expression, context: unknown, argument: unknown) => unknown;

/**
 * Has each expression resolve an argument that is no text once. cdktf resolves it, throws the result away, and resolves it
 * again: what stands inside five functions, one inside the other, 32 times.
 */
export function shortcut(expression: Expression): void {
  const { resolveArg } = expression;
  expression.resolveArg = function (context, argument) {
    return typeof argument === "string"
      ? resolveArg.call(this, context, argument)
      : this.resolveExpressionPart(context, argument);
  };
}
