import * as fc from "fast-check";
import { Fn, Lazy, TerraformLocal, TerraformOutput, TerraformStack, TerraformVariable, Testing, Token } from "cdktf";
import { nestedJson, terraformJson, terraformText } from "../../../modules/aws/terraform-json";
import { literalDocument, normalized } from "../../helpers/documents";

describe("without tokens", () => {
  test.each<[string, unknown, string]>([
    ["null", null, "null"],
    ["a boolean", [true, false], "[true,false]"],
    ["a number", [0, -0, 8500, 0.1, -2.5], "[0,0,8500,0.1,-2.5]"],
    ["a large number", 1.5e21, "1500000000000000000000"],
    ["a small number", -1.5e-7, "-0.00000015"],
    ["an empty list and object", [[], {}], "[[],{}]"],
    ["keys, sorted", { b: 1, a: { d: 2, c: 3 } }, '{"a":{"c":3,"d":2},"b":1}'],
    ["keys, sorted by code point", { "\u{1f642}": 1, "\ue000": 2 }, '{"\ue000":2,"\u{1f642}":1}'],
    ["a member that is not given", { a: undefined, b: null }, '{"b":null}'],
    ["an item that is not given", [undefined, 1], "[1]"],
    ["HTML's characters", "<a> && \u2028\u2029", '"\\u003ca\\u003e \\u0026\\u0026 \\u2028\\u2029"'],
    ["quotes and backslashes", 'say "\\"', '"say \\"\\\\\\""'],
    ["control characters", "\n\r\t\b\f\u0001", '"\\n\\r\\t\\b\\f\\u0001"'],
    ["an interpolation", "echo ${HOME}", '"echo $${HOME}"'],
    ["a directive", "date +%{x}", '"date +%%{x}"'],
    ["what looks like an escape", "$${a} %%{b}", '"$$${a} %%%{b}"'],
    ["an interpolation as a key", { "${a}": 1 }, '{"$${a}":1}'],
    ["a shell variable", "$HOME $(date) $$ 5%", '"$HOME $(date) $$ 5%"'],
    ["text that Terraform normalises", "e\u0301 <\u0338", '"\u00e9 \u226e"'],
    ["a document in a document", { env: nestedJson({ a: "${x}<" }) }, '{"env":"{\\"a\\":\\"$${x}\\\\u003c\\"}"}'],
  ])("writes %s", (_, value, expected) => {
    expect(terraformJson(value)).toBe(expected);
  });

  test.each<[string, unknown, string]>([
    ["a function", () => 1, "A value of type function"],
    ["nothing at all", undefined, "A value of type undefined"],
    ["not a number", { a: NaN }, "The number NaN"],
    ["infinity", [Infinity], "The number Infinity"],
  ])("refuses %s", (_, value, what) => {
    expect(() => terraformJson(value)).toThrow(`${what} cannot be written as JSON.`);
  });

  it("gives back any document, once Terraform has undone the escapes", () => {
    fc.assert(
      fc.property(literalDocument, (document) => {
        const text = terraformJson(document).replace(/([$%])\1\{/g, "$1{");
        expect(JSON.parse(text)).toEqual(normalized(document));
      }),
    );
  });
});

describe("with tokens", () => {
  const cases: Record<string, [(tokens: Tokens) => unknown, string]> = {
    "a text": [({ text }) => [text], "[${jsonencode(local.text)}]"],
    "a variable": [({ variable }) => variable, "${jsonencode(var.variable)}"],
    "text around a token": [({ text }) => `a"${text}\\b`, '${jsonencode("a\\"${local.text}\\\\b")}'],
    "two tokens": [({ text, variable }) => `${text}-${variable}`, '${jsonencode("${local.text}-${var.variable}")}'],
    "an interpolation before a token": [({ text }) => `\${a}${text}`, '${jsonencode("$${a}${local.text}")}'],
    "a dollar before a token": [({ text }) => `US$${text}`, '${jsonencode("US${"$"}${local.text}")}'],
    "a line break before a token": [({ text }) => `\n\r\t${text}`, '${jsonencode("\\n\\r\\t${local.text}")}'],
    "a number": [({ number }) => ({ port: number }), '{"port":${jsonencode(local.number)}}'],
    "a list": [({ list }) => ({ command: list }), '{"command":${jsonencode(local.list)}}'],
    "a map": [({ map }) => ({ labels: map }), '{"labels":${jsonencode(local.map)}}'],
    anything: [({ any }) => [any, "${x}"], '[${jsonencode(local.any)},"$${x}"]'],
    "a function": [({ text }) => Fn.upper(text), "${jsonencode(upper(local.text))}"],
    "a lazy text": [() => [Lazy.stringValue({ produce: () => 'a"${b}' })], '["a\\"$${b}"]'],
    "a lazy text with a token": [
      ({ text }) => Lazy.stringValue({ produce: () => `a-${text}` }),
      '${jsonencode("a-${local.text}")}',
    ],
    "a lazy text that completes an interpolation": [
      ({ text }) => `$${Lazy.stringValue({ produce: () => "{" })}${text}`,
      '${jsonencode("$${${local.text}")}',
    ],
    "a lazy list": [({ text }) => Lazy.listValue({ produce: () => ["b", text] }), '["b",${jsonencode(local.text)}]'],
    "a lazy token": [({ any }) => Token.asString(Lazy.anyValue({ produce: () => any })), "${jsonencode(local.any)}"],
    "a lazy number": [() => ({ port: Lazy.numberValue({ produce: () => 8500 }) }), '{"port":8500}'],
    "a key": [({ text }) => ({ [text]: 1, b: "${x}" }), '${jsonencode({(local.text) = 1, "b" = "$${x}"})}'],
    "a map that was spread": [
      ({ map }) => ({ a: 1, ...map, b: 2 }),
      '${jsonencode(merge({"a" = 1}, local.map, {"b" = 2}))}',
    ],
    "a list that was spread": [
      ({ list, text }) => ["a", ...list, `b"${text}`],
      '${jsonencode(concat(["a"], local.list, ["b\\"${local.text}"]))}',
    ],
    "a number in a text": [({ number }) => [`port:${number}`], '[${jsonencode("port:${tostring(local.number)}")}]'],
    "a number as a text": [({ number }) => [String(number)], "[${jsonencode(tostring(local.number))}]"],
    "a list that is written out": [() => [Token.asList('${split(",", var.a)}')], '[${jsonencode(split(",", var.a))}]'],
    "a number that is written out": [
      ({ text }) => [Token.asNumber(`\${tonumber(${text})}`)],
      "[${jsonencode(tonumber(local.text))}]",
    ],
    "a nested document": [
      ({ text }) => ({ env: nestedJson({ b: text, a: '"${x}' }) }),
      '{"env":${jsonencode("{\\"a\\":\\"\\\\\\"$${x}\\",\\"b\\":${jsonencode(local.text)}}")}}',
    ],
    "a nested document in text": [
      ({ text }) => `x=${nestedJson([text])}`,
      '${jsonencode("x=${"[${jsonencode(local.text)}]"}")}',
    ],
    "a document nested twice": [
      ({ text }) => [nestedJson([nestedJson([text])])],
      '[${jsonencode("[${jsonencode("[${jsonencode(local.text)}]")}]")}]',
    ],
  };

  test.each(Object.entries(cases))("writes %s", (_, [value, expected]) => {
    expect(synthesized((tokens) => terraformJson(value(tokens)))).toBe(expected);
  });

  it("refuses a list inside a text", () => {
    const list = Token.asString(Lazy.anyValue({ produce: () => ["a"] }));
    expect(() => synthesized(() => terraformJson(`x-${list}`))).toThrow(
      "A list or an object cannot stand inside a text.",
    );
  });
});

describe("terraformText", () => {
  test.each<[string, string]>([
    ["#!/bin/sh\necho ${HOME} %{x} $1", "#!/bin/sh\necho $${HOME} %%{x} $1"],
    ['"quoted" \\', '"quoted" \\'],
    ["a\r\nb", "a\r\nb"],
    ["a\r${b}", 'a${"\\r"}$${b}'],
    ["a$\rb", 'a${"$"}${"\\r"}b'],
  ])("keeps %j", (text, expected) => {
    expect(terraformText(text)).toBe(expected);
  });

  test.each<[string, (tokens: Tokens) => string, string]>([
    ["a token", ({ text }) => text, "${local.text}"],
    ["a script with a token", ({ text }) => `echo "\${A}" ${text}\n`, 'echo "$${A}" ${local.text}\n'],
    ["a dollar before a token", ({ text }) => `$$${text}`, '${"$$"}${local.text}'],
    ["a percent sign before a token", ({ text }) => `%${text}`, "%${local.text}"],
    ["a nested document", ({ text }) => nestedJson({ a: text }), '${"{\\"a\\":${jsonencode(local.text)}}"}'],
  ])("keeps %s", (_, text, expected) => {
    expect(synthesized((tokens) => terraformText(text(tokens)))).toBe(expected);
  });
});

describe("with tokens of another stack", () => {
  const SEEN = "data.terraform_remote_state.cross-stack-reference-input-one.outputs.cross-stack-output-local";
  const cases: Record<string, [(tokens: Tokens) => unknown, string]> = {
    "a text": [({ text }) => [text], `[\${jsonencode(${SEEN}text)}]`],
    "text around a token": [({ text }) => `a"\${b}${text}`, `\${jsonencode("a\\"$\${b}\${${SEEN}text}")}`],
    "a number": [({ number }) => ({ port: number }), `{"port":\${jsonencode(${SEEN}number)}}`],
    "a list": [({ list }) => ({ command: list }), `{"command":\${jsonencode(${SEEN}list)}}`],
    "a map": [({ map }) => ({ labels: map }), `{"labels":\${jsonencode(${SEEN}map)}}`],
    "a function": [({ text }) => Fn.upper(text), `\${jsonencode(upper(${SEEN}text))}`],
    "a function of a text with a token": [
      ({ text }) => Fn.join("-", [`a-${text}`, text]),
      `\${jsonencode(join("-", ["a-\${${SEEN}text}", ${SEEN}text]))}`,
    ],
    "a lazy text": [
      ({ text }) => Lazy.stringValue({ produce: () => `a-${text}` }),
      `\${jsonencode("a-\${${SEEN}text}")}`,
    ],
    "a lazy token": [({ any }) => Token.asString(Lazy.anyValue({ produce: () => any })), `\${jsonencode(${SEEN}any)}`],
    "a document nested twice": [
      ({ text }) => [nestedJson({ a: nestedJson([text]), b: "${x}" })],
      `[\${jsonencode("{\\"a\\":\${jsonencode("[\${jsonencode(${SEEN}text)}]")},\\"b\\":\\"$\${x}\\"}")}]`,
    ],
    "text that looks like a template but is meant literally": [
      ({ text }) => `\${${text}}`,
      `\${jsonencode("$\${\${${SEEN}text}}")}`,
    ],
    "lazy text that looks like a template but is meant literally": [
      ({ text }) => Lazy.stringValue({ produce: () => `\${${text}}` }),
      `\${jsonencode("$\${\${${SEEN}text}}")}`,
    ],
  };

  test.each(Object.entries(cases))("writes %s as what the other state says", (_, [value, expected]) => {
    expect(synthesizedInTwo((tokens) => terraformJson(value(tokens))).two).toBe(expected);
  });

  test("writes a text whose own braces stay", () => {
    const { two } = synthesizedInTwo(({ text }) => terraformText(`echo \${A} ${text}`));
    expect(two).toBe(`echo $\${A} \${${SEEN}text}`);
  });

  test("writes one document in both stacks, in each as it is seen there", () => {
    const { one, two } = synthesizedInTwo(({ text }) => nestedJson([text]));
    expect(one).toBe("[${jsonencode(local.text)}]");
    expect(two).toBe(`[\${jsonencode(${SEEN}text)}]`);
  });
});

interface Tokens {
  readonly text: string;
  readonly variable: string;
  readonly number: number;
  readonly list: string[];
  readonly map: Record<string, string>;
  readonly any: unknown;
}

/** What an output with this value is synthesized to. */
function synthesized(value: (tokens: Tokens) => string): string {
  const stack = new TerraformStack(Testing.app(), "test");
  new TerraformOutput(stack, "output", { value: value(tokensOf(stack)) });
  return outputOf(stack);
}

/** The same in two stacks, with tokens of the first. */
function synthesizedInTwo(value: (tokens: Tokens) => string): { readonly one: string; readonly two: string } {
  const app = Testing.app();
  const [one, two] = [new TerraformStack(app, "one"), new TerraformStack(app, "two")];
  const shared = value(tokensOf(one));
  for (const stack of [one, two]) new TerraformOutput(stack, "output", { value: shared });
  for (const stack of [one, two]) stack.prepareStack();
  return { one: outputOf(one), two: outputOf(two) };
}

function tokensOf(stack: TerraformStack): Tokens {
  const local = (name: string) => new TerraformLocal(stack, name, name);
  return {
    text: local("text").asString,
    variable: new TerraformVariable(stack, "variable", { type: "string" }).stringValue,
    number: local("number").asNumber,
    list: local("list").asList,
    map: local("map").asStringMap,
    any: local("any").expression as unknown,
  };
}

function outputOf(stack: TerraformStack): string {
  const { output } = JSON.parse(Testing.synth(stack)) as { output: { output: { value: string } } };
  return output.output.value;
}
