/**
 * Makes something again only when one of the things that it is made of is another one. For what is asked for again and
 * again while a stack is written, and may change in between.
 */
export function whenChanged<T>(): (parts: readonly unknown[], make: () => T) => T {
  let made: { readonly of: readonly unknown[]; readonly value: T } | undefined;
  return (parts, make) => {
    if (made?.of.length !== parts.length || !parts.every((part, index) => Object.is(part, made?.of[index])))
      made = { of: [...parts], value: make() };
    return made.value;
  };
}
