import { Annotations, TerraformLocal, TerraformOutput, TerraformStack, TerraformVariable } from "cdktf";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import * as fc from "fast-check";
import { nestedJson, terraformJson } from "../modules/aws";
import { literalDocument, normalized } from "./helpers/documents";
import { evaluateJson, evaluateTemplate } from "./helpers/evaluate-template";
import { environmentOf, Template, testStack } from "./helpers/template";

describe("evaluateTemplate", () => {
  test.each<[string, string, string]>([
    ["plain text", 'a \\ " $5 %', 'a \\ " $5 %'],
    ["escapes", "$${a} %%{b} $$${c}", "${a} %{b} $${c}"],
    ["a reference", "x-${aws_iam_role.a.arn}", "x-${aws_iam_role.a.arn}"],
    ["a reference with brackets", '${a["}"].b[0]}', '${a["}"].b[0]}'],
    ["a function", '${join(",", [for x in y : "${x}"])}', '${join(",", [for x in y : "${x}"])}'],
    ["a condition on texts", '${"a" == "b" ? 1 : 2}', '${"a" == "b" ? 1 : 2}'],
    ["a quoted template", '${"a\\"\\n\\\\${b.c}$${d}\\u00e9"}', 'a"\n\\${b.c}${d}é'],
    ["jsonencode of a reference", "[${jsonencode(a.b)}]", '["${a.b}"]'],
    ["jsonencode of a quoted template", '${jsonencode("<${a.b}\\"")}', '"\\u003c${a.b}\\""'],
    ["jsonencode in jsonencode", '${jsonencode("[${jsonencode(a.b)}]")}', '"[\\"${a.b}\\"]"'],
  ])("carries out %s", (_, template, expected) => {
    expect(evaluateTemplate(template)).toBe(expected);
  });

  test.each([
    ["${a", "An interpolation has no end"],
    ['${"a', "A quoted template has no end"],
    ["%{if a}", "A directive (%{ ... }) is not known here"],
    ['${"\\x"}', "HCL knows no escape \\x"],
  ])("refuses %s", (template, message) => {
    expect(() => evaluateTemplate(template)).toThrow(message);
  });

  it("says what is not JSON", () => {
    expect(() => evaluateJson("{a}")).toThrow("This is not JSON, even with its references left out: {a}");
  });

  it("opens every document that terraformJson makes", () => {
    fc.assert(
      fc.property(literalDocument, (document) => {
        expect(evaluateJson(terraformJson(document))).toEqual(normalized(document));
      }),
    );
  });
});

describe("Template", () => {
  const role = (stack: TerraformStack, id: string) => new IamRole(stack, id, { name: id, assumeRolePolicy: "{}" });

  it("finds resources, data sources, outputs, variables and locals", () => {
    const template = Template.of(
      testStack((stack) => {
        role(stack, "a");
        role(stack, "b");
        new DataAwsRegion(stack, "region", {});
        new TerraformOutput(stack, "out", { value: 1 });
        new TerraformVariable(stack, "in", { type: "string" });
        new TerraformLocal(stack, "between", "x");
      }),
    );
    expect(template.types).toEqual(["aws_iam_role"]);
    expect(template.count("aws_iam_role")).toBe(2);
    expect(template.count("aws_vpc")).toBe(0);
    expect(Object.keys(template.resources("aws_iam_role"))).toEqual(["a", "b"]);
    expect(template.resource("aws_iam_role", "b")).toMatchObject({ name: "b" });
    expect(Object.keys(template.dataSources("aws_region"))).toEqual(["region"]);
    expect(template.dataSource("aws_region")).toEqual({});
    expect(template.outputs).toEqual({ out: { value: 1 } });
    expect(template.variables).toEqual({ in: { type: "string" } });
    expect(template.locals).toEqual({ between: "x" });
  });

  it("lists what there is when it cannot tell which is meant", () => {
    const template = Template.of(testStack((stack) => ["a", "b"].forEach((id) => role(stack, id))));
    expect(() => template.resource("aws_iam_role")).toThrow(
      "Exactly one resource of type aws_iam_role was expected. There are: a, b.",
    );
    expect(() => template.resource("aws_iam_role", "c")).toThrow(
      'There is no resource of type aws_iam_role named "c". There are: a, b.',
    );
    expect(() => template.resource("aws_vpc")).toThrow(
      "Exactly one resource of type aws_vpc was expected. There are: none.",
    );
  });

  it("shows the containers of a task definition, references included", () => {
    const template = Template.of(
      testStack((stack) => {
        const { arn } = role(stack, "task");
        const environment = [{ name: "CONFIG", value: nestedJson({ role: arn, text: '"${x}"' }) }];
        const containers = [
          { name: "app", image: "app:1", environment },
          { name: "sidecar", image: `${arn}:1` },
        ];
        new EcsTaskDefinition(stack, "task-definition", {
          family: "f",
          containerDefinitions: terraformJson(containers),
        });
      }),
    );
    expect(Object.keys(template.containers())).toEqual(["app", "sidecar"]);
    expect(template.container("sidecar").image).toBe("${aws_iam_role.task.arn}:1");
    expect(JSON.parse(environmentOf(template.container("app")).CONFIG ?? "")).toEqual({
      role: "${aws_iam_role.task.arn}",
      text: '"${x}"',
    });
    expect(() => template.container("db")).toThrow('There is no container named "db". There are: app, sidecar.');
  });

  it("runs validations", () => {
    const stack = testStack((scope) => scope.node.addValidation({ validate: () => ["too many"] }));
    expect(() => Template.of(stack)).toThrow("The stack is refused:\n  [test] too many");
  });

  it("fails on an error annotation, and not on a warning", () => {
    expect(() => Template.of(testStack((stack) => Annotations.of(stack).addError("no")))).toThrow("[test] no");
    expect(() => Template.of(testStack((stack) => Annotations.of(stack).addWarning("hm")))).not.toThrow();
  });

  it("demands a provider of a whole stack", () => {
    const { node } = testStack();
    const stack = new TerraformStack(node.root, "whole");
    role(stack, "a");
    expect(() => Template.of(stack)).toThrow("without a matching provider");
  });
});
