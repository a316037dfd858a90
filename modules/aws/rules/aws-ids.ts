import { every, type Check } from "./check";
import { each, unique, whole } from "./list-checks";
import { length } from "./number-checks";
import { pattern } from "./text-checks";

/** What AWS numbers, as it begins the ids. */
export type AwsIdKind = "vpc" | "subnet" | "sg" | "rtb";

const FIX = "Copy the id, not the name or the ARN.";

/** The id that AWS gave to something, of any length: emulators give out others, and some let one choose. */
export function awsId(kind: AwsIdKind): Check {
  return pattern(new RegExp(`^${kind}-[0-9a-zA-Z-]+$`), `must be an id that begins with '${kind}-'`, FIX);
}

/** The id that AWS gave to something, to the letter. */
export function exactAwsId(kind: AwsIdKind): Check {
  const rule = `must be '${kind}-' and 8 or 17 hexadecimal digits`;
  return pattern(new RegExp(`^${kind}-([0-9a-f]{8}|[0-9a-f]{17})$`), rule, FIX);
}

/** Ids of one kind, so many at least, and none of them twice. */
export function awsIds(kind: AwsIdKind, least: number, rule: string, fix: string, id: Check = awsId(kind)): Check {
  const twice = "Remove the one that is there twice.";
  return every(each(id), whole(length(least, Infinity, rule, fix), unique("must name each id once", twice)));
}

/** A region of AWS, by its form: there will be others. */
export function region(rule = "must be a region", fix = "Write it like 'eu-west-1'."): Check {
  return pattern(/^[a-z]+(-[a-z]+)+-[0-9]+$/, rule, fix);
}
