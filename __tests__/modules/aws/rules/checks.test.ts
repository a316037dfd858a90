import * as fc from "fast-check";
import { Fn, TerraformStack, TerraformVariable, Testing, Token } from "cdktf";
import * as rules from "../../../../modules/aws/rules";
import type { Check, Rule } from "../../../../modules/aws/rules";

const stack = new TerraformStack(Testing.app(), "test");
const variable = new TerraformVariable(stack, "v", { type: "any" });
const text = variable.stringValue;
const list = variable.listValue;
const says = ["must be right", "Correct it."] as const;

/** Every check, with values that it takes and values that it refuses. */
const table: Readonly<Record<string, { check: Check; good: readonly unknown[]; bad: readonly unknown[] }>> = {
  pattern: { check: rules.pattern(/^[\w-]{1,3}$/), good: ["a", "a-b"], bad: ["", "a b", "abcd", "a\n"] },
  notPattern: { check: rules.notPattern(/^aws/i, ...says), good: ["", "laws"], bad: ["AWS-x"] },
  oneOf: { check: rules.oneOf(["a", "b"]), good: ["a"], bad: ["A", ""] },
  noneOf: { check: rules.noneOf([8500], ...says), good: [8501], bad: [8500] },
  arn: {
    check: rules.arn("kms", { resource: "key/" }),
    good: ["arn:aws:kms:eu-west-1:123456789012:key/1", "arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/mrk-1"],
    bad: [
      "arn:aws:kms:eu-west-1:123456789012:alias/x",
      "key/1",
      "arn:aws:s3:eu-west-1:1:key/1",
      "arn:aws:kms:e:1:key/ ",
    ],
  },
  kmsKey: {
    check: rules.kmsKey(),
    good: ["arn:aws-cn:kms:cn-north-1:123456789012:key/1", "arn:aws-iso-b:kms:us-isob-east-1:123456789012:key/mrk-1"],
    bad: ["arn:aws:kms::123456789012:key/1", "arn:aws:kms:eu-west-1::key/1", "arn:aws:kms:::key/1", "key/1"],
  },
  "arn of an AWS managed policy": {
    check: rules.arn("iam"),
    good: ["arn:aws:iam::aws:policy/X"],
    bad: ["arn:aws:iam:::"],
  },
  cidr: {
    check: rules.cidr(),
    good: ["10.0.0.0/16", "0.0.0.0/0"],
    bad: ["10.0.0.1/16", "10.0.0.0", "::/0", "10.0.0.0/33"],
  },
  "cidr of both kinds": {
    check: rules.cidr({ ipv6: true }),
    good: ["10.0.0.0/8", "::/0"],
    bad: ["2001:db8::1/32", "x"],
  },
  wholeNumber: { check: rules.wholeNumber(0, 5), good: [0, 5], bad: [-1, 6, 0.5, NaN, Infinity, "1", [1]] },
  "wholeNumber without an end": { check: rules.wholeNumber(2), good: [2, 1e9], bad: [1, Infinity] },
  number: { check: rules.number(0, 1, ...says), good: [0, 0.5], bad: [1.1, NaN, Infinity, "0"] },
  portNumber: { check: rules.portNumber(), good: [1, 65535], bad: [0, 65536, 80.5] },
  length: {
    check: rules.length(1, 2, ...says),
    good: ["a", ["a", "b"], [text]],
    bad: ["", "abc", [], [text, text, "c"], 12],
  },
  each: {
    check: rules.each(rules.pattern(/^a$/)),
    good: [[], ["a", "a"]],
    bad: [["a", "b"], "a", ["a", undefined], [null]],
  },
  unique: {
    check: rules.unique(...says),
    good: [[], ["a", "b"], [1, 2]],
    bad: [["a", "b", "a"], "aa", [text, "b", "b"]],
  },
  distinct: {
    check: rules.distinct((item: { name: string }) => item.name, ".name"),
    good: [[], [{ name: "a" }, { name: "b" }], [{}, {}]],
    bad: [
      [{ name: "a" }, { name: "b" }, { name: "a" }],
      [{ name: text }, { name: text }],
    ],
  },
  fields: {
    check: rules.fields({ a: rules.wholeNumber(1) }),
    good: [{}, { a: 1, b: 2 }],
    bad: [{ a: 0 }, [], "a", 1, text, variable.value],
  },
  shape: {
    check: rules.shape<{ a: number }>({ a: rules.wholeNumber(1) }),
    good: [{}, { a: 1 }],
    bad: [{ b: 1 }, { a: 0 }, "a"],
  },
  values: {
    check: rules.values(rules.wholeNumber(1)),
    good: [{}, { x: 1 }],
    bad: [{ x: 0 }, { x: undefined }, [], "a"],
  },
  trueOrFalse: { check: rules.trueOrFalse(), good: [true, false, variable.value], bad: ["true", 1] },
  flag: { check: rules.flag(), good: [true, false], bad: ["true", 0, variable.value, text] },
  mandatory: { check: rules.every(rules.mandatory(rules.portNumber())), good: [1], bad: [0, null] },
  known: {
    check: rules.known("because of it", "Write it out."),
    good: ["a", 1, ["a"]],
    bad: [text, list, [text], variable.numberValue],
  },
};

const holds = (judged: readonly Rule[]) => rules.allOf(...judged.map((rule) => rule.holds));

describe.each(Object.entries(table))("%s", (name, { check, good, bad }) => {
  it("takes what is right, and nothing at all", () => {
    const nothing = name === "mandatory" ? [] : [undefined];
    for (const value of [...nothing, ...good]) expect([value, holds(check("p", value))]).toEqual([value, true]);
  });

  it("refuses what is wrong", () => {
    for (const value of bad) expect([value, holds(check("p", value))]).toEqual([value, false]);
  });

  it("refuses null", () => {
    if (!["known", "noneOf", "distinct"].includes(name)) expect(holds(check("p", null))).toBe(false);
  });

  it("throws nothing, whatever it is given", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const judged = check("p", value);
        if (judged.some((rule) => rule.holds === false)) {
          expect(() => rules.enforce("It", judged)).toThrow(rules.InputError);
        }
      }),
    );
  });

  it("never reads a token as a value", () => {
    for (const token of [
      text,
      `a-${text}`,
      variable.numberValue,
      list,
      Token.asNumberList(variable.value),
      variable.value,
      Token.asStringMap(variable.value),
    ]) {
      for (const rule of check("p", token)) {
        if (!["known", "flag", "fields"].includes(name)) expect([token, rule.holds]).not.toEqual([token, false]);
        expect(JSON.stringify(rule.got ?? "").includes("+298") && rule.holds === false).toBe(false);
      }
    }
  });
});

it("takes no expression that Terraform cannot match", () => {
  for (const expression of [/^(?!a)b/, /(?<=a)b/, /(a)\1/, /a{1,2000}/, /a/s, /a/g]) {
    expect(() => rules.pattern(expression)).toThrow("Terraform cannot match");
  }
});

describe("required", () => {
  const check = rules.required("Give it.");

  test.each([undefined, null, ""])("refuses %j", (value) => {
    expect(holds(check("p", value))).toBe(false);
  });

  test.each([text, 0, false, "a"])("takes %p", (value) => {
    expect(holds(check("p", value))).toBe(true);
  });
});

it("never shows what may be a secret", () => {
  expect(() => rules.enforce("It", rules.unshown(rules.arn("ssm"))("p", "hunter2"))).toThrow(
    new Error("It cannot be made:\n  - p must be an ARN of 'ssm'. Give 'arn:aws:ssm:<region>:<account>:...'."),
  );
});

describe("lists", () => {
  it("are judged item by item, where Terraform alone knows them", () => {
    const check = rules.each(rules.pattern(/^a$/), rules.required("Give it."));
    expect(check("p", list).map(({ prop, holds: held }) => [prop, typeof held])).toEqual([["p[*]", "object"]]);
  });

  it("are not spread where Terraform alone knows them", () => {
    expect(holds(rules.each()("p", ["a", ...list]))).toBe(false);
  });
});

describe("props that belong together", () => {
  test.each<[unknown, unknown, boolean, boolean]>([
    [undefined, undefined, true, true],
    ["a", undefined, true, false],
    [undefined, "b", true, true],
    ["a", "b", false, true],
    ["a", "", true, false],
    ["a", [], true, false],
    [false, "b", true, true],
    [true, ["b"], false, true],
    [0, {}, false, true],
    [`a-${text}`, "b", false, true],
  ])("%p and %p", (a, b, apart, needed) => {
    expect(holds(rules.notTogether({ a, b }))).toBe(apart);
    expect(holds(rules.requires({ a }, { b }))).toBe(needed);
  });

  test.each([
    [text, "b"],
    ["a", list],
    [text, list],
  ])("are left to Terraform where it alone knows", (a, b) => {
    expect(holds(rules.notTogether({ a, b }))).toBeInstanceOf(Object);
  });

  it("are named in the message", () => {
    expect(() =>
      rules.enforce("It", [...rules.notTogether({ a: "1", b: 2 }), ...rules.requires({ a: "1" }, { b: "" })]),
    ).toThrow(
      new Error(
        [
          "It cannot be made:",
          '  - a cannot be given together with b (got "1"). Give one of them.',
          '  - a needs b (got "1"). Give both, or neither.',
        ].join("\n"),
      ),
    );
  });
});

describe("a message", () => {
  class Network {
    readonly self = this;
  }
  const circle: Record<string, unknown> = {};
  circle["circle"] = circle;

  test.each<[unknown, string]>([
    [NaN, "NaN"],
    [-Infinity, "-Infinity"],
    [[Infinity, undefined, 1], "[Infinity,null,1]"],
    [{ a: "b", c: undefined, d: [text] }, '{"a":"b","d":[a value known to Terraform only]}'],
    [text, "a value known to Terraform only"],
    [list, "a value known to Terraform only"],
    [variable.numberValue, "a value known to Terraform only"],
    [`a-${text}`, '"a-<a value known to Terraform only>"'],
    [new Network(), "a Network"],
    [circle, '{"circle":...}'],
    [() => 1, "a function"],
    [10n, "10"],
    [null, "null"],
  ])("shows %p", (got, expected) => {
    expect(rules.shown(got)).toBe(expected);
  });

  it("shows no token in its words", () => {
    const rule = { prop: "a", rule: `must not be '${text}'`, fix: "Change it.", holds: false };
    expect(() => rules.enforce(`Server "${text}"`, [rule])).toThrow(
      new Error(
        "Server \"<a value known to Terraform only>\" cannot be made:\n  - a must not be '<a value known to Terraform only>'. Change it.",
      ),
    );
  });

  it("of Terraform is no template", () => {
    const condition = Fn.can(text);
    const [precondition] = rules.enforce("It", [
      { prop: "a", rule: "must not hold '${'", fix: "Change it.", holds: condition },
    ]);
    expect(precondition?.errorMessage).toBe("a must not hold '$${'. Change it.");
  });
});
