import { Fn, type IResolvable } from "cdktf";
import { textExpression } from "../terraform-json";
import { must, type Check } from "./check";
import { can, contains, negate } from "./truth";
import { quoteList } from "./words";

/**
 * A text of a certain form. The expression is for JavaScript and for Terraform alike, so it has neither lookaround nor
 * references back, no flag but `i`, and repeats nothing more than 1000 times.
 */
export function pattern(expression: RegExp, rule = `must match ${expression.source}`, fix = "Correct it."): Check {
  return must<string>(rule, fix, ...matching(expression));
}

/** A text that is not of a certain form. */
export function notPattern(expression: RegExp, rule: string, fix: string): Check {
  const [matches, matchesForTerraform] = matching(expression);
  return must<string>(
    rule,
    fix,
    (text) => typeof text === "string" && !matches(text),
    (text) => negate(matchesForTerraform(text)),
  );
}

/** How a text is matched, as arguments of `judge` and `must`. */
export function matching(expression: RegExp): [(text: string) => boolean, (text: string) => IResolvable] {
  const source = forTerraform(expression);
  return [
    (text) => typeof text === "string" && expression.test(text),
    (text) => can(Fn.regex(textExpression(source), text)),
  ];
}

/** Terraform's expressions are RE2: what they cannot say would only fail in somebody's plan. */
const NOT_IN_RE2 = /\(\?[=!<]|\\[1-9k]|\{\d*,?\d{4,}\}/;

function forTerraform({ source, flags }: RegExp): string {
  if (NOT_IN_RE2.test(source) || !/^i?$/.test(flags)) {
    throw new Error(`Terraform cannot match /${source}/${flags}.`);
  }
  return `${flags ? "(?i)" : ""}${source}`;
}

/** One of a few words or numbers. */
export function oneOf(
  allowed: readonly (string | number)[],
  fix = "Correct it, or leave it out.",
  rule = `must be ${allowed.length > 1 ? "one of " : ""}${quoteList(allowed)}`,
): Check {
  return must<string | number>(
    rule,
    fix,
    (value) => allowed.includes(value),
    (value) => contains(allowed, value),
  );
}

/** None of a few words or numbers. */
export function noneOf(refused: readonly (string | number)[], rule: string, fix: string): Check {
  return must<string | number>(
    rule,
    fix,
    (value) => !refused.includes(value),
    (value) => negate(contains(refused, value)),
  );
}

/**
 * An ARN, of any partition.
 *
 * @param service such as "kms", or several
 * @param options.resource how the resource begins, such as "key/"
 * @param options.located whether a region and an account must be named, which some services leave out
 */
export function arn(
  service: string | readonly string[],
  options: {
    readonly resource?: string;
    readonly located?: boolean;
    readonly rule?: string;
    readonly fix?: string;
  } = {},
): Check {
  const services = [service].flat();
  const { resource = "", located = false } = options;
  const place = located ? "[a-z0-9-]+:[0-9]{12}" : "[a-z0-9-]*:([0-9]{12}|aws)?";
  return pattern(
    new RegExp(`^arn:[a-z][a-z0-9-]*:(${services.join("|")}):${place}:${resource}[^\\s]+$`),
    options.rule ?? `must be an ARN of ${quoteList(services, "or")}`,
    options.fix ?? `Give 'arn:aws:${services[0]}:<region>:<account>:${resource}...'.`,
  );
}

/** The ARN of a KMS key, as policies need it. */
export function kmsKey(): Check {
  const fix = "Give 'arn:aws:kms:<region>:<account>:key/<id>', neither an id nor an alias, or leave it out.";
  return arn("kms", { resource: "key/", located: true, rule: "must be the ARN of a KMS key", fix });
}
