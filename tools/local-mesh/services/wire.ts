/** A value as the AWS JSON 1.1 protocol sends it: a moment is its seconds since 1970. */
export type Wire<T> = T extends Date
  ? number
  : T extends readonly (infer E)[]
    ? Wire<E>[]
    : T extends object
      ? { [K in keyof T]: Wire<T[K]> }
      : T;

/** @param moment in milliseconds, or a date */
export function seconds(moment: number | Date): number {
  return moment.valueOf() / 1000;
}

/** Left out of JSON when there is no moment. */
export function secondsOf(moment: Date | undefined): number | undefined {
  return moment && seconds(moment);
}

/** The last part of an ARN or a path: a cluster is named either way. */
export function shortName(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}

/** ECS writes tags as a list. */
export function tagMap(tags: readonly { key?: string; value?: string }[] | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).flatMap(({ key, value }) => (key ? [[key, value ?? ""]] : [])));
}

/** @see tagMap */
export function tagList(tags: Readonly<Record<string, string>>): { key: string; value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}
