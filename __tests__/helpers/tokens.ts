import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { App, Fn, Lazy, TerraformStack, TerraformVariable, Token } from "cdktf";
import type { PropType } from "../../tools/prop-types";

/** A token that can be given for a prop of some type. Whatever is rendered of it has the key in it. */
export interface Form {
  /** In words: "a variable", "text with a variable inside". */
  readonly name: string;
  token(stack: TerraformStack, key: string): unknown;
}

/** What a prop may take, and the tokens that are of this kind. */
type Kind = readonly [Form, ...Form[]];

const variable = (stack: TerraformStack, key: string, type = "string"): TerraformVariable =>
  new TerraformVariable(stack, key, { type });

const textOf = (stack: TerraformStack, key: string): string => variable(stack, key).stringValue;

const form = (name: string, token: Form["token"]): Form => ({ name, token });

const TEXT: Kind = [
  form("a variable", textOf),
  form("an attribute of another stack", attributeOfAnotherStack),
  form("a Lazy", (stack, key) => lazyText(textOf(stack, key))),
  form("a function", (stack, key) => Fn.lower(textOf(stack, key))),
];

const MIXED_TEXT: Kind = [
  form("text with a variable inside", (stack, key) => `a-${textOf(stack, key)}`),
  form("a function of text with a variable", (stack, key) => Fn.lower(`a-${textOf(stack, key)}`)),
  form("text with an attribute of another stack", (stack, key) => `a-${attributeOfAnotherStack(stack, key)}`),
  form("text with a Lazy inside", (stack, key) => `a-${lazyText(textOf(stack, key))}`),
];

const numberOf = (stack: TerraformStack, key: string): number => variable(stack, key, "number").numberValue;

const NUMBER: Kind = [
  form("a variable", numberOf),
  form("a function", (stack, key) => Token.asNumber(Fn.max([numberOf(stack, key), 1]))),
  form("a Lazy", (stack, key) => {
    const token = numberOf(stack, key);
    return Lazy.numberValue({ produce: () => token });
  }),
];

const BOOLEAN: Kind = [
  form("a variable", (stack, key) => variable(stack, key, "bool").booleanValue),
  form("a variable's text", (stack, key) => variable(stack, key, "bool").stringValue),
];

const listOf = (stack: TerraformStack, key: string): string[] => variable(stack, key, "list(string)").listValue;

const LIST_OF_TEXT: Kind = [
  form("a variable", listOf),
  form("a function", (stack, key) => Fn.split(",", textOf(stack, key))),
  form("a Lazy", (stack, key) => {
    const token = listOf(stack, key);
    return Lazy.listValue({ produce: () => token });
  }),
];

const LIST_OF_NUMBERS: Kind = [
  form("a variable", (stack, key) => Token.asNumberList(variable(stack, key, "list(number)").value)),
];

const MAP_OF_TEXT: Kind = [
  form("a variable", (stack, key) => Token.asStringMap(variable(stack, key, "map(string)").value)),
  form("a function", (stack, key) => Fn.merge([variable(stack, key, "map(string)").value, { a: "b" }])),
];

const MAP_OF_NUMBERS: Kind = [
  form("a variable", (stack, key) => Token.asNumberMap(variable(stack, key, "map(number)").value)),
];

const ANYTHING: Kind = [
  form("a variable of any type", (stack, key) => variable(stack, key, "any").value),
  form("a function of a variable", (stack, key) => Fn.jsondecode(textOf(stack, key))),
];

/**
 * A token of each kind that a prop takes. The next place gets other tokens of the same kinds: all of them everywhere would
 * take too long.
 */
export function formsOf(type: PropType, place: number): Form[] {
  return kindsOf(type).map((kind) => kind[place % kind.length] ?? kind[0]);
}

function kindsOf(type: PropType): Kind[] {
  const isText = type.text || type.literals.some((literal) => typeof literal === "string");
  const isNumber = type.number || type.literals.some((literal) => typeof literal === "number");
  const isBoolean = type.boolean || type.literals.some((literal) => typeof literal === "boolean");
  return [
    ...(isText ? [TEXT, MIXED_TEXT] : []),
    ...(isNumber ? [NUMBER] : []),
    ...(isBoolean ? [BOOLEAN] : []),
    ...(type.list?.text ? [LIST_OF_TEXT] : []),
    ...(type.list?.number ? [LIST_OF_NUMBERS] : []),
    ...(type.map ? [type.map.number ? MAP_OF_NUMBERS : MAP_OF_TEXT] : []),
    ...(type.list || type.map || type.object || type.opaque || type.returns ? [ANYTHING] : []),
  ];
}

function lazyText(token: string): string {
  return Lazy.stringValue({ produce: () => token });
}

/** The stack of the resource is made when it is first asked for. */
function attributeOfAnotherStack(stack: TerraformStack, key: string): string {
  const app = App.of(stack);
  const made = app.node.tryFindChild("other");
  const other = made && TerraformStack.isStack(made) ? made : new TerraformStack(app, "other");
  return new Vpc(other, key, { cidrBlock: "10.0.0.0/16" }).arn;
}
