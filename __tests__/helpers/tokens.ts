import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { App, Fn, Lazy, TerraformStack, TerraformVariable, Token } from "cdktf";
import type { PropType } from "../../tools/prop-types";

/** A token that can be given for a prop of some type. Whatever is rendered of it has the key in it. */
export interface Form {
  /** In words: "a variable", "text with a variable inside". */
  readonly name: string;
  token(stack: TerraformStack, key: string): unknown;
}

const variable = (stack: TerraformStack, key: string, type = "string"): TerraformVariable =>
  new TerraformVariable(stack, key, { type });

const form = (name: string, token: Form["token"]): Form => ({ name, token });

const TEXT: readonly Form[] = [
  form("a variable", (stack, key) => variable(stack, key).stringValue),
  form("text with a variable inside", (stack, key) => `a-${variable(stack, key).stringValue}`),
  form("a function of text with a variable", (stack, key) => Fn.lower(`a-${variable(stack, key).stringValue}`)),
  form("a Lazy", (stack, key) => {
    const { stringValue } = variable(stack, key);
    return Lazy.stringValue({ produce: () => stringValue });
  }),
  form("an attribute of another stack", (stack, key) => attributeOfAnotherStack(stack, key)),
];

const NUMBER: readonly Form[] = [
  form("a variable", (stack, key) => variable(stack, key, "number").numberValue),
  form("a function", (stack, key) => Token.asNumber(Fn.max([variable(stack, key, "number").numberValue, 1]))),
  form("a Lazy", (stack, key) => {
    const { numberValue } = variable(stack, key, "number");
    return Lazy.numberValue({ produce: () => numberValue });
  }),
];

const BOOLEAN: readonly Form[] = [
  form("a variable", (stack, key) => variable(stack, key, "bool").booleanValue),
  form("a variable's text", (stack, key) => variable(stack, key, "bool").stringValue),
];

const LIST_OF_TEXT: readonly Form[] = [
  form("a variable", (stack, key) => variable(stack, key, "list(string)").listValue),
  form("a function", (stack, key) => Fn.split(",", variable(stack, key).stringValue)),
  form("a Lazy", (stack, key) => {
    const { listValue } = variable(stack, key, "list(string)");
    return Lazy.listValue({ produce: () => listValue });
  }),
];

const LIST_OF_NUMBERS: readonly Form[] = [
  form("a variable", (stack, key) => Token.asNumberList(variable(stack, key, "list(number)").value)),
];

const MAP: readonly Form[] = [
  form("a variable", (stack, key) => Token.asStringMap(variable(stack, key, "map(string)").value)),
  form("a function", (stack, key) => Fn.merge([variable(stack, key, "map(string)").value, { a: "b" }])),
];

const ANYTHING: readonly Form[] = [form("a variable of any type", (stack, key) => variable(stack, key, "any").value)];

/** Every token that is of one of the kinds that a prop takes. */
export function formsOf(type: PropType): readonly Form[] {
  const isText = type.text || type.literals.some((literal) => typeof literal === "string");
  const isNumber = type.number || type.literals.some((literal) => typeof literal === "number");
  const isBoolean = type.boolean || type.literals.some((literal) => typeof literal === "boolean");
  return [
    ...(isText ? TEXT : []),
    ...(isNumber ? NUMBER : []),
    ...(isBoolean ? BOOLEAN : []),
    ...(type.list?.text ? LIST_OF_TEXT : []),
    ...(type.list?.number ? LIST_OF_NUMBERS : []),
    ...(type.map ? MAP : []),
    ...(type.list || type.map || type.object || type.opaque || type.returns ? ANYTHING : []),
  ];
}

/** The stack of the resource is made when it is first asked for. */
function attributeOfAnotherStack(stack: TerraformStack, key: string): string {
  const app = App.of(stack);
  const made = app.node.tryFindChild("other");
  const other = made && TerraformStack.isStack(made) ? made : new TerraformStack(app, "other");
  return new Vpc(other, key, { cidrBlock: "10.0.0.0/16" }).arn;
}
