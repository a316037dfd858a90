import { createRequire } from "node:module";
import * as fc from "fast-check";
import stableStringify from "json-stable-stringify";
import {
  DefaultTokenResolver,
  Fn,
  Lazy,
  Op,
  StringConcat,
  TerraformLocal,
  TerraformStack,
  Testing,
  Token,
  Tokenization,
} from "cdktf";
import { shortcut as shortenExpression, type Expression } from "../../../tools/runner/shortcuts/expression";
import { shortcut as shortenResolve, type Resolve } from "../../../tools/runner/shortcuts/resolve";
import { shortcut as shortenStringify, type Stringify } from "../../../tools/runner/shortcuts/stable-json";

const inCdktf = createRequire(require.resolve("cdktf"));
const { resolve } = inCdktf("./tokens/private/resolve") as { resolve: Resolve };
// The one that cdktf carries inside it; its successor carries none.
const stringify: Stringify = stableStringify;

const hardText = fc.oneof(
  fc.string(),
  fc.constantFrom(
    "${",
    "$${a}",
    "${aws_iam_role.a.arn}",
    "TfToken[",
    "1e+5",
    "-8.2e+29",
    "é🙂",
    "a+b",
    "__proto__x",
    "{}",
  ),
);
const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    hardText,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constantFrom(null, undefined),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter((key) => key !== "__proto__"),
      tie("value"),
      { maxKeys: 4 },
    ),
  ),
})).value;

describe("the resolution of values", () => {
  const stack = new TerraformStack(Testing.app(), "test");
  const local = new TerraformLocal(stack, "a", "a");
  const tokens: unknown[] = [
    local.asString,
    `before ${local.asString} after`,
    local.asNumber,
    `${local.asNumber} of them`,
    local.asList,
    local.asStringMap,
    local.expression,
    Fn.upper(local.asString),
    Fn.join("-", [local.asString, "b"]),
    Lazy.stringValue({ produce: () => `lazy ${local.asString}` }),
    Lazy.listValue({ produce: () => ["a", local.asString] }),
    Lazy.anyValue({ produce: () => ({ a: [local.asNumber, undefined], b: undefined }) }),
    Token.nullValue(),
    { [local.asString]: "a key" },
  ];
  const options = {
    scope: stack,
    prefix: [],
    resolver: new DefaultTokenResolver(new StringConcat()),
    preparing: false,
  };
  const quick = shortenResolve(resolve);

  test.each(tokens.map((token, index) => [index, token]))("token %d means the same", (_, token) => {
    const document = { a: [token, { b: token, c: "plain" }], d: token };
    expect(quick(document, options)).toEqual(resolve(document, options));
  });

  it("gives for any document what cdktf gives", () => {
    const document = fc.tuple(plain, fc.array(fc.constantFrom(...tokens), { maxLength: 3 }), plain);
    fc.assert(
      fc.property(document, ([first, some, last]) => {
        const value = { first, some: some.map((token) => ({ token })), last: [last] };
        expect(quick(value, options)).toStrictEqual(resolve(value, options));
      }),
    );
  });

  it("makes a copy, as cdktf does", () => {
    const document = { list: [1], object: { a: 1 } };
    const resolved = quick(document, options) as typeof document;
    expect(resolved).not.toBe(document);
    expect(resolved.list).not.toBe(document.list);
    expect(resolved.object).not.toBe(document.object);
  });

  test.each<[string, unknown]>([
    ["a function", { a: { b: () => 1 } }],
    ["a construct", { a: [stack] }],
    ["a list token inside a text", { a: { b: local.asList[0] } }],
    ["the marker of a map", ["String Map Token Value"]],
    ["the marker of a map of numbers", { a: [-123456789] }],
    ["a circle", circle()],
  ])("refuses %s with the words of cdktf, place included", (_, document) => {
    expect(messageOf(() => quick(document, options))).toBe(messageOf(() => resolve(document, options)));
  });
});

describe("the arguments of expressions", () => {
  const { OperatorExpression } = inCdktf("./tfExpression") as {
    OperatorExpression: { readonly prototype: Expression };
  };
  const shared = Object.getPrototypeOf(OperatorExpression.prototype) as Expression;
  const { resolveArg } = shared;
  const stack = new TerraformStack(Testing.app(), "test");
  const local = new TerraformLocal(stack, "a", "a");
  const leaves: unknown[] = [
    local.asString,
    `before ${local.asString} after`,
    local.asNumber,
    local.asList,
    local.asStringMap,
    local.expression,
    ["a", local.asString, ["b", local.asNumber]],
    { a: local.asString, b: { c: [local.asList] } },
    Lazy.anyValue({ produce: () => [local.asString] }),
    Token.nullValue(),
    "text",
    1,
    true,
  ];
  const resolver = new DefaultTokenResolver(new StringConcat());
  const written = (value: unknown): unknown =>
    Tokenization.resolve(value, { scope: stack, resolver, preparing: false });

  afterEach(() => void (shared.resolveArg = resolveArg));

  function quick<T>(work: () => T): T {
    shortenExpression(shared);
    return work();
  }

  test.each(leaves.map((leaf, index) => [index, leaf]))("argument %d is written as before", (_, leaf) => {
    const value: Record<string, unknown> = {
      call: Fn.jsonencode(leaf),
      inner: Fn.jsonencode([Fn.jsonencode(leaf), { a: Fn.jsonencode(leaf) }]),
      operator: Op.eq(leaf, Fn.try([leaf, "none"])),
      condition: Fn.conditional(Op.eq(leaf, 1), leaf, "no"),
    };
    const before: unknown = written(value);
    expect(quick(() => written(value))).toStrictEqual(before);
  });

  it("are resolved once, however deep they are", () => {
    let asked = 0;
    const leaf = Lazy.anyValue({ produce: () => (asked++, "a") });
    const deep = Array.from({ length: 6 }).reduce((inner: unknown) => Op.not(inner), leaf);
    written(deep);
    expect(asked).toBe(64);
    asked = 0;
    quick(() => written(deep));
    expect(asked).toBe(1);
  });
});

describe("JSON with sorted keys", () => {
  const quick = shortenStringify(stringify);

  it("is the same text for any document", () => {
    fc.assert(
      fc.property(plain, fc.constantFrom(0, 1, 2, 4), (document, space) => {
        expect(quick(document, { space })).toBe(stringify(document, { space }));
      }),
    );
  });

  test.each<[string, unknown]>([
    ["a date", { a: new Date(0) }],
    ["a function", { a: () => 1, b: [() => 1] }],
    ["nothing", undefined],
    ["nothing in a list", [undefined, null]],
    ["not a number", { a: [NaN, Infinity] }],
    ["the same object twice", ((shared) => ({ a: shared, b: [shared] }))({ c: 1 })],
    ["empty lists and objects", { a: {}, b: [], c: [{}] }],
  ])("is the same text for %s", (_, document) => {
    expect(quick(document, { space: 2 })).toBe(stringify(document, { space: 2 }));
  });

  it("refuses a circle", () => {
    expect(messageOf(() => quick(circle(), { space: 2 }))).toBe(messageOf(() => stringify(circle(), { space: 2 })));
  });

  it("leaves to the function itself what it does not know", () => {
    const options = { space: 2, cmp: (a: { key: string }, b: { key: string }) => (a.key < b.key ? 1 : -1) };
    expect(quick({ a: 1, b: 2 }, options)).toBe(stringify({ a: 1, b: 2 }, options));
    expect(quick({ b: 1, a: 2 })).toBe('{"a":2,"b":1}');
  });
});

function circle(): object {
  const document: Record<string, unknown> = {};
  document.a = { b: document };
  return document;
}

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("It was to be refused.");
}
