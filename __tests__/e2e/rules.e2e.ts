import * as fc from "fast-check";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Fn, LocalBackend, TerraformOutput, TerraformStack, TerraformVariable, Testing, Token } from "cdktf";
import * as rules from "../../modules/aws/rules";
import type { Check, Rule, Truth } from "../../modules/aws/rules";
import { Terraform } from "../../tools/emulator/terraform";

/*
 * Through real Terraform: what a check says of a literal, its condition must say of a token with the same value. No
 * provider is needed, so nothing is downloaded.
 */
const says = ["must be right", "Correct it."] as const;

const textChecks: Readonly<Record<string, Check>> = {
  name: rules.pattern(/^[\w-]{1,8}$/, ...says),
  anyCase: rules.pattern(/^a[a-z]*$/i, ...says),
  punctuation: rules.pattern(/^[^\s"'\\/${}]+\/?\.x?$/, ...says),
  notInternal: rules.notPattern(/^internal-/, ...says),
  word: rules.oneOf(["a", "b-c", "d"]),
  noWord: rules.noneOf(["a", "internal-"], ...says),
  kms: rules.arn("kms", { resource: "key/" }),
  secret: rules.arn(["secretsmanager", "ssm"]),
  short: rules.length(2, 4, ...says),
  given: rules.notEmpty(...says),
  range: rules.cidr(),
  anyRange: rules.cidr({ ipv6: true }),
};

const numberChecks: Readonly<Record<string, Check>> = {
  count: rules.wholeNumber(0, 5),
  port: rules.portNumber(),
  many: rules.wholeNumber(3),
  share: rules.number(0, 100, ...says),
  size: rules.oneOf([0, 1, 3, 5]),
  free: rules.noneOf([0, 8500], ...says),
};

const listChecks: Readonly<Record<string, Check>> = {
  few: rules.length(1, 2, ...says),
  once: rules.unique(...says),
  names: rules.each(textChecks["name"]!, textChecks["noWord"]!),
};

const NASTY = fc.constantFrom(
  "a",
  "b-c",
  "internal-",
  "x.",
  '"',
  "\\",
  "${",
  "%{",
  "$${",
  "/",
  " ",
  "A",
  "é",
  "'",
  "0",
);
const text = fc.oneof(
  fc.array(NASTY, { maxLength: 4 }).map((parts) => parts.join("")),
  fc.constantFrom(
    "arn:aws:kms:eu-west-1:123456789012:key/1",
    "arn:aws-cn:ssm:cn-north-1:123456789012:parameter/a",
    "arn:aws:kms:eu-west-1:1:alias/x",
    "arn:aws:secretsmanager:::",
    "10.0.0.0/16",
    "10.0.0.1/16",
    "10.0.0.0/33",
    "010.0.0.0/16",
    "2001:db8::/32",
    "2001:db8::1/32",
    "::/0",
    "0.0.0.0/0",
  ),
);
const numbers = fc.oneof(
  fc.constantFrom(-1, 0, 0.5, 1, 2.5, 3, 5, 100, 101, 8500, 65535, 65536),
  fc.integer({ max: 70000, min: -5 }),
);

const seed = 20261126;
const texts = fc.sample(text, { seed, numRuns: 80 });
const counts = fc.sample(numbers, { seed, numRuns: 40 });
const lists = fc.sample(fc.array(text, { maxLength: 3 }), { seed, numRuns: 40 });
const pairs = fc.sample(fc.tuple(text, text), { seed, numRuns: 40 });

interface Case {
  readonly name: string;
  readonly literal: Truth;
  readonly token: Truth;
}

let folder: string;
let cases: Case[];
let outputs: Record<string, unknown>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rules-"));
  const variables: Record<string, string> = {};
  cases = synthesize(variables);
  const terraform = new Terraform(folder, { variables });
  await terraform.init();
  await terraform.apply();
  outputs = await terraform.output();
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("judges a token as the literal that it turns out to be", () => {
  expect(cases.length).toBeGreaterThan(1500);
  const wrong = cases.filter(({ literal, token }, index) => {
    return literal !== (typeof token === "boolean" ? token : outputs[`case-${index}`]);
  });
  expect(wrong.map(({ name, literal }) => `${name}: ${String(literal)}`)).toEqual([]);
});

it("leaves no text and no number to chance", () => {
  const decided = cases.filter(({ token }) => typeof token === "boolean");
  expect(
    decided.map(({ name }) => name).filter((name) => !name.startsWith("together") && !name.startsWith("names")),
  ).toEqual([]);
});

function synthesize(variables: Record<string, string>): Case[] {
  const stack = new TerraformStack(Testing.app(), "test");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  const tokenOf = (name: string, type: string, value: unknown) => {
    // Terraform reads all but a text as an expression of its language.
    variables[name] = typeof value === "string" ? value : JSON.stringify(value).replace(/([$%])\{/g, "$1$1{");
    return new TerraformVariable(stack, name, { type });
  };
  const all: Case[] = [];
  const compare = (kind: string, checks: Readonly<Record<string, Check>>, value: unknown, token: unknown) => {
    for (const [name, check] of Object.entries(checks)) {
      all.push({
        name: `${kind} ${name} of ${JSON.stringify(value)}`,
        literal: verdict(check("p", value)),
        token: verdict(check("p", token)),
      });
    }
  };
  texts.forEach((value, index) => {
    const whole = tokenOf(`text-${index}`, "string", value).stringValue;
    compare("text", textChecks, value, whole);
    if (value.length > 1) {
      const end = tokenOf(`end-${index}`, "string", value.slice(1)).stringValue;
      compare("mixed", textChecks, value, `${value.slice(0, 1)}${end}`);
    }
    if (index % 8 === 0) compare("function", textChecks, value.toUpperCase(), Token.asString(Fn.upper(whole)));
  });
  counts.forEach((value, index) => {
    compare("number", numberChecks, value, tokenOf(`number-${index}`, "number", value).numberValue);
  });
  lists.forEach((value, index) => {
    compare("list", listChecks, value, tokenOf(`list-${index}`, "list(string)", value).listValue);
    if (value.length > 1) {
      const [first = "", ...rest] = value;
      compare("names", listChecks, value, [tokenOf(`first-${index}`, "string", first).stringValue, ...rest]);
    }
  });
  pairs.forEach(([a, b], index) => {
    const tokens = [
      tokenOf(`a-${index}`, "string", a).stringValue,
      tokenOf(`b-${index}`, "string", b).stringValue,
    ] as const;
    all.push({
      name: `together ${a} ${b}`,
      literal: verdict(rules.notTogether({ a, b })),
      token: verdict(rules.notTogether({ a: tokens[0], b: tokens[1] })),
    });
    all.push({
      name: `requires ${a} ${b}`,
      literal: verdict(rules.requires({ a }, { b })),
      token: verdict(rules.requires({ a: tokens[0] }, { b: tokens[1] })),
    });
    all.push({
      name: `differs ${a} ${b}`,
      literal: rules.differs(a, ["x", b]),
      token: rules.differs(tokens[0], ["x", tokens[1]]),
    });
    all.push({
      name: `among ${a} ${b}`,
      literal: rules.isAmong(a, ["x", b]),
      token: rules.isAmong(tokens[0], ["x", tokens[1]]),
    });
  });
  all.forEach(({ token }, index) => {
    if (typeof token !== "boolean") new TerraformOutput(stack, `case-${index}`, { value: token, staticId: true });
  });
  writeFileSync(join(folder, "cdk.tf.json"), Testing.synth(stack));
  return all;
}

function verdict(judged: readonly Rule[]): Truth {
  return rules.allOf(...judged.map(({ holds }) => holds));
}
