import { Fn } from "cdktf";
import { can, length, mandatory, mapOf, must, notPattern, text, type Check } from "./rules";
import { textExpression } from "./terraform-json";

/**
 * Tags as AWS takes them: 50 of them, keys of 1 to 128 characters and values of up to 256.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tag.html
 *
 * @param own keys of the tags that are added
 */
export function tagMap(own: readonly string[] = []): Check {
  const characters = tagCharacters();
  const shorter = "Shorten it.";
  return mapOf({
    most: 50,
    rule: `must have ${50 - own.length} tags at most: AWS allows 50${own.length > 0 ? ", and the rest is the mesh's own" : ""}`,
    fix: "Remove some.",
    own,
    key: (prop, key) => [
      ...length(1, 128, "must have a key of 1 to 128 characters", shorter)(prop, key),
      ...notPattern(
        /^aws:/i,
        "must not begin with 'aws:', which AWS keeps for itself",
        "Choose another key.",
      )(prop, key),
      ...characters(prop, key),
    ],
    value: mandatory((prop, value) => {
      const type = text()(prop, value);
      return type.length > 0
        ? type
        : [...length(0, 256, "must have 256 characters at most", shorter)(prop, value), ...characters(prop, value)];
    }),
  });
}

const CHARACTERS = "^[\\p{L}\\p{Z}\\p{N}_.:/=+@-]*$";

/** What a tag is written with. `pattern` cannot say it: to JavaScript the classes of Unicode are a flag. */
export function tagCharacters(): Check {
  const characters = new RegExp(CHARACTERS, "u");
  return must<string>(
    "must have letters, digits, spaces and _ . : / = + - @ only",
    "Remove the others.",
    (given) => characters.test(given),
    (given) => can(Fn.regex(textExpression(CHARACTERS), given)),
  );
}
