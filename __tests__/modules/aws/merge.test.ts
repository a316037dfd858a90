import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { Fn, TerraformLocal, TerraformOutput, TerraformVariable, Token, type TerraformStack } from "cdktf";
import { concatLists, mergeMaps, mergeTags, tagEverything, type TextMap } from "../../../modules/aws";
import { Template, testStack } from "../../helpers/template";

const variable = (stack: TerraformStack): TerraformVariable => new TerraformVariable(stack, "given", { type: "any" });

/** Every form in which cdktf hands out a map that only Terraform knows. */
const MAP_TOKENS: Record<string, (stack: TerraformStack) => TextMap> = {
  "a variable": (stack) => variable(stack).value as TextMap,
  "a variable as a text": (stack) => variable(stack).stringValue as unknown as TextMap,
  "a variable as a map": (stack) => Token.asStringMap(variable(stack).value),
  "an attribute": (stack) => new TerraformLocal(stack, "given", { a: "b" }).asStringMap,
  "a function": (stack) => Fn.merge([variable(stack).value, { a: "b" }]) as TextMap,
};

const EXPRESSIONS: Record<string, string> = {
  "an attribute": "local.given",
  "a function": 'merge(var.given, {"a" = "b"})',
};

describe("mergeMaps", () => {
  test("keeps maps that are written out plain, the later over the earlier", () => {
    expect(mergeMaps({ a: "1", b: "2" }, undefined, { b: "3" })).toEqual({ a: "1", b: "3" });
    expect(mergeMaps(undefined)).toEqual({});
  });

  test("keeps a map plain whose values are tokens", () => {
    testStack((stack) => {
      const value = variable(stack).stringValue;
      expect(mergeMaps({ a: value }, { b: "c" })).toEqual({ a: value, b: "c" });
    });
  });

  test.each(Object.entries(MAP_TOKENS))("has Terraform merge %s", (name, given) => {
    const expression = EXPRESSIONS[name] ?? "var.given";
    expect(output((stack) => mergeMaps(given(stack), { a: "b" }))).toBe(`\${merge(${expression}, {"a" = "b"})}`);
    expect(output((stack) => mergeMaps({ a: "b" }, given(stack)))).toBe(`\${merge({"a" = "b"}, ${expression})}`);
  });

  test("keeps what a text holds, whatever it is", () => {
    const nasty = { 'quote " \\ ${not} %{not}': 'a"\\\n${not} %{not}' };
    expect(output((stack) => mergeMaps(variable(stack).value as TextMap, nasty))).toBe(
      '${merge(var.given, {"quote \\" \\\\ $${not} %%{not}" = "a\\"\\\\\\n$${not} %%{not}"})}',
    );
  });

  test("has Terraform merge a map that was spread among others", () => {
    const spread = (stack: TerraformStack) => ({ a: "b", ...Token.asStringMap(variable(stack).value) });
    expect(output((stack) => mergeMaps(spread(stack), { c: "d" }))).toBe(
      '${merge(merge({"a" = "b"}, var.given), {"c" = "d"})}',
    );
  });

  test("takes text around a token", () => {
    expect(output((stack) => mergeMaps(variable(stack).value as TextMap, { a: `x-${region(stack)}` }))).toBe(
      '${merge(var.given, {"a" = "x-${var.region}"})}',
    );
  });
});

describe("concatLists", () => {
  test("keeps lists that are written out plain", () => {
    testStack((stack) => {
      const item = region(stack);
      expect(concatLists(["a", item], undefined, ["b"])).toEqual(["a", item, "b"]);
    });
  });

  test("has Terraform join a list that it alone knows", () => {
    expect(output((stack) => concatLists(variable(stack).listValue, [`x-${region(stack)}`, "y"]))).toBe(
      '${concat(var.given, ["x-${var.region}", "y"])}',
    );
  });

  test("has Terraform join a list that was spread among others", () => {
    expect(output((stack) => concatLists(["a", ...variable(stack).listValue, "b"], ["c"]))).toBe(
      '${concat(["a"], var.given, ["b", "c"])}',
    );
  });
});

describe("tags", () => {
  test.each(Object.entries(MAP_TOKENS))("of everything may be %s", (name, given) => {
    const stack = testStack((scope) => {
      new IamRole(scope, "own", { assumeRolePolicy: "{}", tags: { Name: "web" } });
      new IamRole(scope, "none", { assumeRolePolicy: "{}" });
      tagEverything(scope, given(scope));
    });
    const template = Template.of(stack);
    const expression = EXPRESSIONS[name] ?? "var.given";
    expect(template.resource("aws_iam_role", "own").tags).toBe(`\${merge(${expression}, {"Name" = "web"})}`);
    expect(template.resource("aws_iam_role", "none").tags).toBe(`\${${expression}}`);
  });

  test("of a resource may be a token, and stay over those of everything", () => {
    const stack = testStack((scope) => {
      new IamRole(scope, "role", { assumeRolePolicy: "{}", tags: mergeTags(variable(scope).value as TextMap, {}) });
      tagEverything(scope, { team: "mesh" });
    });
    expect(Template.of(stack).resource("aws_iam_role").tags).toBe('${merge({"team" = "mesh"}, var.given)}');
  });

  test.each<[string, object, RegExp]>([
    ["AWS's own", { "aws:team": "mesh" }, /tags\.aws:team must not begin with 'aws:'/],
    ["a character that AWS does not take", { team: "mesh?" }, /tags\.team must have letters, digits, spaces/],
    ["a long value", { team: "m".repeat(257) }, /tags\.team must have 256 characters at most/],
  ])("of everything are refused where AWS would: %s", (_, tags, message) => {
    expect(() => tagEverything(testStack(), tags as TextMap)).toThrow(message);
  });

  test("of everything that only Terraform knows are judged by it, as often as they are given", () => {
    const stack = testStack((scope) => {
      const given = Token.asStringMap(variable(scope).value);
      tagEverything(scope, given);
      tagEverything(scope, given);
    });
    expect(Template.of(stack).count("terraform_data")).toBe(2);
  });

  test("that something must have win", () => {
    expect(mergeTags({ a: "1", b: "2" }, { b: "3" })).toEqual({ a: "1", b: "3" });
    expect(Object.entries(mergeTags({ ["__proto__"]: "1" }, { a: "2" }))).toEqual([
      ["__proto__", "1"],
      ["a", "2"],
    ]);
  });
});

function region(stack: TerraformStack): string {
  return new TerraformVariable(stack, "region", { type: "string" }).stringValue;
}

function output(value: (stack: TerraformStack) => unknown): unknown {
  const stack = testStack((scope) => new TerraformOutput(scope, "output", { value: value(scope) }));
  return Template.of(stack).outputs.output?.value;
}
