import ipaddr from "ipaddr.js";
import { z } from "zod";
import { quoteChoice, says } from "./messages";

/** A text of a form. The rule says the form in words. */
export function text(form: RegExp, rule: string, fix: string) {
  const words = says(rule, fix);
  return z.string({ error: words }).regex(form, { error: words });
}

/** A text whose form somebody else judges. */
export function anyText(fix: string) {
  return text(/\S/, "must be a text that is not empty", fix);
}

/** A text that may be a secret, or hold one, where none belongs: the message does not show it. */
export function hiddenText(form: RegExp, rule: string, fix: string) {
  const words = says(rule, fix, { secret: true });
  return z.string({ error: words }).regex(form, { error: words });
}

export function oneOf<const T extends string | number>(values: readonly T[], fix: string) {
  // Of two numbers, none is more likely to be meant.
  const known = values.map(String).filter((value) => /[a-z]/i.test(value));
  return z.literal([...values], { error: says(`must be ${quoteChoice(values)}`, fix, { known }) });
}

export function flag() {
  return z.boolean({ error: says("must be true or false", "Write it without quotes.") });
}

export function wholeNumber(least: number, most: number, fix: string) {
  const words = says(
    Number.isFinite(most)
      ? `must be a whole number from ${least} to ${most}`
      : `must be a whole number, ${least} or more`,
    fix,
  );
  return z.int({ error: words }).min(least, { error: words }).max(most, { error: words });
}

/** A list with at least so many items. */
export function list<T extends z.ZodType>(item: T, least: number, fix: string) {
  const words = says(least === 0 ? "must be a list" : `must be a list of ${least === 1 ? "one" : least} or more`, fix);
  return z.array(item, { error: words }).min(least, { error: words });
}

/** An IPv4 range that names its network: AWS would quietly take away the bits after the prefix. */
export function ipv4Range(
  fix: string,
  { largest = 1, smallest = 32 }: { readonly largest?: number; readonly smallest?: number } = {},
) {
  const words = says(`must be an IPv4 range, a /${largest} to a /${smallest}, with no bit set after the prefix`, fix);
  const holds = (value: string): boolean => {
    if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(value)) return false;
    const [, prefix] = ipaddr.IPv4.parseCIDR(value);
    const network = `${ipaddr.IPv4.networkAddressFromCIDR(value).toString()}/${prefix}`;
    return value === network && prefix >= largest && prefix <= smallest;
  };
  return z.string({ error: words }).refine(holds, { error: words });
}

/** An id that AWS gave: `vpc-0a1b2c3d`. */
export function awsId(kind: "vpc" | "subnet" | "rtb") {
  return text(
    new RegExp(`^${kind}-([0-9a-f]{8}|[0-9a-f]{17})$`),
    `must be '${kind}-' and 8 or 17 hexadecimal digits`,
    "Copy the id, not the name or the ARN.",
  );
}

/** Names a secret. What is given instead may be the secret itself. */
export function secretArn() {
  return hiddenText(
    /^arn:[a-z-]+:(secretsmanager|ssm):[a-z0-9-]+:\d{12}:.+$/,
    "must be the ARN of a secret in Secrets Manager or of an SSM parameter, never the value",
    "Store the value there and give 'arn:aws:secretsmanager:...'.",
  );
}

/** A customer managed key. */
export function kmsKeyArn() {
  return text(
    /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/,
    "must be the ARN of a KMS key",
    "Give 'arn:aws:kms:<region>:<account>:key/<id>', not an id or an alias.",
  );
}

/** A region of AWS, by its form: new ones need no new release of this project. */
export function region() {
  return text(
    /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/,
    "must be a region of AWS",
    "Give its code, such as 'eu-central-1', without the letter of a zone.",
  );
}

export function port() {
  return wholeNumber(1, 65535, "Leave it out for Consul's own port.");
}
