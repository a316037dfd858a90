import { TerraformVariable } from "cdktf";
import { Template, testStack } from "../../../helpers/template";
import { MeshTask, type MeshTaskProps } from "../../../../modules/mesh/task";
import { LINES, refusals, untyped, type Props } from "./given";

describe.each(LINES)("a mesh task on line %s", (_, line) => {
  const given = line as (props: Props) => MeshTaskProps;

  describe("leaves to Terraform what only it knows", () => {
    type Definition = { lifecycle?: { precondition: { condition: string; error_message: string }[] } };
    const preconditions = (make: (variable: (name: string, type: string) => TerraformVariable) => Props) =>
      Template.of(
        testStack((stack) => {
          const props = make((name, type) => new TerraformVariable(stack, name, { type }));
          new MeshTask(stack, "web", given(props));
        }),
      ).resource<Definition>("aws_ecs_task_definition").lifecycle?.precondition ?? [];

    it("has no precondition for literals", () => {
      expect(preconditions(() => ({}))).toEqual([]);
    });

    it.each<[string, string, string]>([
      ["port", "number", "!contains([0], var.port)"],
      ["port", "number", "floor(var.port) == var.port"],
      ["port", "number", "<= 65535"],
      ["publicListenerPort", "number", "contains"],
      ["publicListenerPort", "number", "var.publicListenerPort >= 1)"],
      ["serviceName", "string", "regex("],
      ["family", "string", "length("],
      ["iamRolePath", "string", "regex("],
      ["namespace", "string", "length(var.partition) < 1"],
    ])("%s", (prop, type, condition) => {
      const list = preconditions((variable) => {
        const { numberValue, stringValue } = variable(prop, type);
        const partition = prop === "namespace" ? { partition: variable("partition", type).stringValue } : {};
        return untyped({ [prop]: type === "number" ? numberValue : stringValue, ...partition });
      });
      const own = list.filter(({ error_message }) => error_message.startsWith(`${prop} `));
      expect(own.map((each) => each.condition).join("\n")).toContain(`var.${prop}`);
      expect(own.map((each) => each.condition).join("\n")).toContain(condition);
      // What cdktf makes of an operand that it takes for missing.
      expect(JSON.stringify(list)).not.toContain("undefined");
    });

    it("judges what is known beside it", () => {
      const make = () =>
        preconditions((variable) => ({ port: variable("port", "number").numberValue, serviceName: "Web" }));
      expect(refusals(make)).toEqual([expect.stringContaining("serviceName must be lower case")]);
    });
  });
});
