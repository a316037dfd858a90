import { Fn, TerraformVariable, TerraformStack, Testing, Token, type IResolvable } from "cdktf";
import {
  allProps,
  enforce,
  InputError,
  isKnown,
  judge,
  onlyKeys,
  quoteList,
  required,
  type Rule,
  wholeNumber,
} from "../../../../modules/aws/rules";

const stack = new TerraformStack(Testing.app(), "test");
const variable = new TerraformVariable(stack, "port", { type: "number" });
const condition = Fn.lookup({}, "condition") as unknown as IResolvable;
const rule: Rule = { prop: "port", rule: "must be 1 to 65535", fix: "Choose another port.", holds: true };

describe("enforce", () => {
  it("lets pass what keeps every rule", () => {
    expect(enforce('Server "dev"', [rule, rule])).toEqual([]);
    expect(enforce('Server "dev"', [])).toEqual([]);
  });

  it("names all that is broken in one error, with prop, rule, value and cure", () => {
    const broken = [{ ...rule, got: 0, holds: false }, rule, { ...rule, prop: "grpcPort", got: "x", holds: false }];
    const act = () => enforce('Server "dev"', broken);
    expect(act).toThrow(InputError);
    expect(act).toThrow(
      new Error(
        [
          'Server "dev" cannot be made:',
          "  - port must be 1 to 65535 (got 0). Choose another port.",
          '  - grpcPort must be 1 to 65535 (got "x"). Choose another port.',
        ].join("\n"),
      ),
    );
  });

  it("says nothing of a value that is not given to it", () => {
    expect(() => enforce("It", [{ ...rule, holds: false }])).toThrow(
      new Error("It cannot be made:\n  - port must be 1 to 65535. Choose another port."),
    );
  });

  it("tells which rules are broken, and of what", () => {
    const broken = { ...rule, holds: false };
    let error: unknown;
    try {
      enforce("It", [rule, broken]);
    } catch (caught) {
      error = caught;
    }
    expect(error).toMatchObject({ name: "InputError", subject: "It", broken: [broken] });
  });

  it("turns what only Terraform can judge into a precondition, without the value", () => {
    expect(enforce("It", [rule, { ...rule, got: "never shown", holds: condition }])).toEqual([
      { condition, errorMessage: "port must be 1 to 65535. Choose another port." },
    ]);
  });
});

describe("judge", () => {
  const isPort = (port: number) => port >= 1 && port <= 65535;

  test.each([
    [1, true],
    [65535, true],
    [0, false],
    [undefined, true],
  ])("judges %p now: %p", (value, expected) => {
    expect(judge(value, isPort, () => condition)).toBe(expected);
  });

  it("leaves a token to Terraform", () => {
    expect(judge(variable.numberValue, isPort, () => condition)).toBe(condition);
  });

  it("lets a token pass where Terraform cannot tell either", () => {
    expect(judge(variable.numberValue, isPort)).toBe(true);
  });

  it("leaves a list that holds a token to Terraform", () => {
    const judged = judge(
      ["a", variable.stringValue],
      (list) => list.length > 5,
      () => condition,
    );
    expect(judged).toBe(condition);
  });
});

test("a token of another kind, or a list that holds one, breaks a rule instead of failing", () => {
  const wrong = [[variable.numberValue, "a"], [variable.listValue]];
  for (const value of wrong) {
    const [broken] = wholeNumber(1)("port", value).filter(({ holds }) => holds === false);
    expect([value, broken?.rule]).toEqual([value, "must be a whole number, 1 or more"]);
  }
});

test("no message shows a number that is a token as JavaScript writes it", () => {
  const got = { url: `http://localhost:${variable.numberValue}/`, port: variable.numberValue };
  const refuse = () => enforce(`A "${variable.numberValue}"`, [{ ...rule, got, holds: false }]);
  expect(refuse).toThrow(
    'A "<a value known to Terraform only>" cannot be made:\n  - port must be 1 to 65535 ' +
      '(got {"url":"http://localhost:<a value known to Terraform only>/","port":a value known to Terraform only})',
  );
});

describe("one message a fault", () => {
  const long = "must have 5 characters at most";
  const letters = "must be letters";
  const told = (got: unknown, ...rules: readonly string[]) => {
    const broken = rules.map((each) => ({ prop: "name", rule: each, got, fix: "Mend it.", holds: false }));
    try {
      enforce("It", broken);
    } catch (error) {
      return (error as Error).message
        .split("\n")
        .slice(1)
        .map((message) => message.replace(/ \(got.*/, ""));
    }
    return [];
  };

  test.each<[string, unknown]>([
    ["nothing", ""],
    ["a number", -1],
    ["no item", []],
  ])("%s breaks all rules of a prop, and the first says why", (_, got) => {
    expect(told(got, letters, long)).toEqual([`  - name ${letters}`]);
  });

  test("a text is told all that is wrong with it, each rule once", () => {
    expect(told("a-much-too-long-one", letters, long, letters)).toEqual([`  - name ${letters}`, `  - name ${long}`]);
  });

  test("what is of the wrong type is told by the first rule that knows more", () => {
    const wrong = { prop: "name", rule: "must be a text", fix: "Correct it.", holds: false, isOfType: true };
    const broken = [letters, long].map((each) => ({ prop: "name", rule: each, got: { a: 1 }, fix: "", holds: false }));
    expect(() => enforce("It", [wrong, ...broken])).toThrow(/^It cannot be made:\n {2}- name must be letters[^\n]*$/);
  });
});

describe("isKnown", () => {
  test.each<[string, unknown, boolean]>([
    ["a text", "a", true],
    ["a number", 1, true],
    ["nothing", undefined, true],
    ["an empty list", [], true],
    ["a list of lists", [["a"], ["b"]], true],
    ["a token", variable.stringValue, false],
    ["a text with a token in it", `a-${variable.stringValue}`, false],
    ["a number that is a token", variable.numberValue, false],
    ["a list that is a token", variable.listValue, false],
    ["a list that holds a token", ["a", variable.stringValue], false],
    ["a list in which a list holds a token", [["a"], [variable.stringValue]], false],
    ["an object that is a token", Token.asAny(variable.value), false],
    ["a number that is a token, in a text", `http://localhost:${variable.numberValue}`, false],
    ["a list of numbers that is a token", Token.asNumberList(variable.value), false],
    ["a list of numbers that was spread", [1, ...Token.asNumberList(variable.value)], false],
    ["a text that looks like the marker of a number", "-8.2e+29", true],
  ])("%s: %#", (_, value, expected) => {
    expect(isKnown(value)).toBe(expected);
  });
});

describe("onlyKeys", () => {
  it("lets known keys pass, and nothing at all", () => {
    expect(onlyKeys("logs", { group: 1 }, ["group", "region"])).toEqual([]);
    expect(onlyKeys("logs", {}, ["group"])).toEqual([]);
    expect(onlyKeys("logs", undefined, ["group"])).toEqual([]);
  });

  it("lets a token pass", () => {
    expect(onlyKeys("logs", variable.value as object, ["group"])).toEqual([]);
  });

  it("names each unknown key and what is allowed", () => {
    const rules = onlyKeys("logs", { grp: 1, group: 2, Region: 3 }, ["group", "region"]);
    expect(() => enforce("It", rules)).toThrow(
      new Error(
        [
          "It cannot be made:",
          "  - logs.grp is not known: only 'group' and 'region' can be given in logs. Remove it or correct its name.",
          "  - logs.Region is not known: only 'group' and 'region' can be given in logs. Remove it or correct its name. Did you mean 'region'?",
        ].join("\n"),
      ),
    );
  });
});

test("allProps judges every prop, and refuses those that there are not", () => {
  const checks = { name: required("Give it."), size: wholeNumber(1) };
  const rules = (given: object) => allProps(given as { name: string; size?: number }, checks);
  expect(rules({ name: "a", size: 3 }).filter(({ holds }) => holds === false)).toEqual([]);
  expect(() => enforce("It", rules({ nam: "a", size: 0 }))).toThrow(
    /nam is not known here\. Did you mean 'name'\?\n {2}- name is required.*\n {2}- size must be/,
  );
});

test.each<[(string | number)[], string]>([
  [[], ""],
  [["a"], "'a'"],
  [["a", "b"], "'a' and 'b'"],
  [["a", "b", "c"], "'a', 'b' and 'c'"],
  [[8500, 8501], "8500 and 8501"],
])("quoteList(%j)", (items, expected) => {
  expect(quoteList(items)).toBe(expected);
});
