/** A path of names, such as `var.name` or `ephemeral.type.name.attribute`. */
export type ExpressionPath = readonly string[];

/** What stands in a template's text, and what in its expressions, a piece at a time. */
const IN_TEXT = /\$\$\{|%%\{|[$%]\{|./sy;
const IN_QUOTES = /\$\$\{|%%\{|[$%]\{|\\.|./sy;
const IN_CODE = /\.?[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*|./sy;

/**
 * The paths that the expressions of a template name: `a ${upper(var.b)} "var.c"` names `upper` and `var.b`. What is text,
 * also in the quotes of an expression, is no path.
 */
export function expressionPaths(template: string): ExpressionPath[] {
  if (!template.includes("{")) return [];
  const paths: ExpressionPath[] = [];
  const around = [IN_TEXT];
  for (let at = 0; at < template.length;) {
    const inside = around.at(-1) ?? IN_TEXT;
    inside.lastIndex = at;
    const piece = inside.exec(template)?.[0] ?? template.slice(at);
    at += piece.length;
    if (inside !== IN_CODE) {
      if (piece === "${" || piece === "%{") around.push(IN_CODE);
      else if (piece === '"' && inside === IN_QUOTES) around.pop();
    } else if (piece === '"') around.push(IN_QUOTES);
    else if (piece === "{") around.push(IN_CODE);
    else if (piece === "}") around.pop();
    else if (/^[A-Za-z_]/.test(piece)) paths.push(piece.split("."));
  }
  return paths;
}
