import { z } from "zod";
import { faultsOf, inOurWords, type Fault } from "./messages";

/**
 * A value of one of two kinds. The value tells which one is meant, so that what is wrong is said of that one only.
 *
 * @param choose the kind that is meant, whether the value is right or not; or why it can be neither
 */
export function chosenKind<A extends z.ZodType, B extends z.ZodType>(
  kinds: readonly [A, B],
  choose: (value: unknown) => A | B | Fault,
) {
  const schema = z.custom<z.input<A> | z.input<B>>().transform((value, context): z.output<A> | z.output<B> => {
    const chosen = choose(value);
    const refuse = ({ path, words }: Fault) =>
      context.issues.push({ code: "custom", path: [...path], message: words, input: value });
    if ("words" in chosen) refuse(chosen);
    else {
      const result = chosen.safeParse(value, { error: inOurWords });
      if (result.success) return result.data;
      faultsOf(result.error).forEach(refuse);
    }
    return z.NEVER;
  });
  // For whoever reads the schema and not the data.
  return schema.meta({ kinds });
}
