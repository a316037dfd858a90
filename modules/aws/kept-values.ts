import type { Construct } from "constructs";
import { isEphemeral } from "./ephemeral";
import { isKnown, isListToken, type Rule } from "./rules";

/**
 * The rules for what AWS keeps, and shows to everybody who may look at the resource: nothing ephemeral belongs there,
 * wherever in a value it stands. A lazy value is judged by what it is when it is asked.
 *
 * @param scope in the stack that takes the values
 */
export function keptValueRules(scope: Construct, values: Readonly<Record<string, unknown>>): Rule[] {
  return Object.entries(values)
    .flatMap(([prop, value]) => tokensIn(prop, value))
    .filter(({ token }) => isEphemeral(scope, token))
    .map(({ prop }) => ({
      prop,
      rule: "must not be ephemeral, as a secret is: AWS keeps it, and shows it to everybody who may look at the task definition",
      fix: "Write it into a secret of Secrets Manager, and give the secret's ARN in the container's secrets.",
      holds: false,
    }));
}

interface Found {
  readonly prop: string;
  readonly token: unknown;
}

/** The tokens in a value, and the texts with tokens in them. */
function tokensIn(prop: string, value: unknown): Found[] {
  if (Array.isArray(value) && !isListToken(value)) {
    return value.flatMap((item, index) => tokensIn(`${prop}[${index}]`, item));
  }
  if (!isKnown(value)) return [{ prop, token: value }];
  if (!isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => tokensIn(`${prop}.${key}`, member));
}

function isPlainObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
