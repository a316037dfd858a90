import { z } from "zod";
import { says } from "./messages";

/** AWS allows 50 tags, of which a task of the mesh has six of its own. */
const MOST_TAGS = 44;

const KEY = /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu;
const VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

const value = says(
  "must be a text of at most 256 letters, digits, spaces and the characters _ . : / = + - @",
  "AWS takes no other value of a tag. Write numbers in quotes.",
);

/** Tags of everything that the stack makes and that has tags. */
export const tagsSchema = z
  .record(z.string(), z.string({ error: value }).regex(VALUE, { error: value }))
  .superRefine(
    (tags, context) => {
      const keys = Object.keys(tags);
      const refuse = (path: string[], message: string) =>
        context.issues.push({ code: "custom", path, message, input: tags });
      for (const key of keys.filter((each) => !KEY.test(each)))
        refuse(
          [key],
          "must have a key of 1 to 128 letters, digits, spaces and the characters _ . : / = + - @ that does not begin with 'aws:'. AWS keeps that prefix for its own tags, and takes no other key.",
        );
      if (keys.length > MOST_TAGS)
        refuse(
          [],
          `must be at most ${MOST_TAGS} (got ${keys.length}). AWS allows 50, of which a task of the mesh has six of its own.`,
        );
    },
    { when: ({ value }) => typeof value === "object" && value !== null },
  )
  .default({});
