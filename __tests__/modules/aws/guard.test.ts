import { Op, TerraformVariable } from "cdktf";
import { guard } from "../../../modules/aws";
import { Template, testStack } from "../../helpers/template";

test("has Terraform judge conditions on a resource that makes nothing", () => {
  const stack = testStack((scope) => {
    const port = new TerraformVariable(scope, "port", { type: "number" });
    guard(scope, "guard", [{ condition: Op.gt(port.numberValue, 1), errorMessage: "port must be more than 1." }]);
  });
  expect(Template.of(stack).resource("terraform_data", "guard")).toMatchObject({
    lifecycle: { precondition: [{ condition: "${(var.port > 1)}", error_message: "port must be more than 1." }] },
  });
});

test("makes no resource without conditions", () => {
  const stack = testStack((scope) => expect(guard(scope, "guard", [])).toBeUndefined());
  expect(Template.of(stack).types).toEqual([]);
});
