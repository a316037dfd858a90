import { Fn, Lazy, TerraformLocal, Token } from "cdktf";
import { isUnresolved } from "../../../modules/aws";
import { testStack } from "../../helpers/template";

const local = new TerraformLocal(testStack(), "a", "a");

test.each<[string, unknown]>([
  ["a text's token", local.asString],
  ["a token inside a text", `before ${local.asString} after`],
  ["a number's token", local.asNumber],
  ["a list's token", local.asList],
  ["a token of a list of numbers", Token.asNumberList(local.expression)],
  ["a map's token", local.asStringMap],
  ["a map's token, spread among other members", { a: "b", ...local.asStringMap }],
  ["a list's token, spread among other items", ["a", ...local.asList]],
  ["an object that is a token", Fn.jsondecode("{}")],
  ["a lazy value", Lazy.anyValue({ produce: () => 1 })],
  ["a text", "a"],
  ["a text with braces", "${a} &{b} #{c} {d}"],
  ["a number that is none", NaN],
  ["a great number", -8.1e298],
  ["a fraction", 0.5],
  ["a function", () => "a"],
  ["nothing", undefined],
  ["null", null],
  ["a list of texts", ["a"]],
  ["an object", { a: "b", "&{c}": "d" }],
  ["an object without a prototype", Object.create(null)],
  ["a construct", local],
])("%s is to us what it is to cdktf", (_, value) => {
  expect(isUnresolved(value)).toBe(Token.isUnresolved(value));
});
