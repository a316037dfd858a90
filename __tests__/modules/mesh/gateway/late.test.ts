import { TerraformVariable } from "cdktf";
import { GatewayTask } from "../../../../modules/mesh/gateway";
import { Template, testStack } from "../../../helpers/template";
import { line010 } from "./synthesize";

it("leaves to Terraform what only Terraform knows", () => {
  const stack = testStack((scope) => {
    const text = new TerraformVariable(scope, "text", { type: "string" });
    const number = new TerraformVariable(scope, "number", { type: "number" });
    new GatewayTask(scope, "gateway", {
      ...line010,
      serviceName: text.stringValue,
      subnetIds: new TerraformVariable(scope, "list", { type: "list(string)" }).listValue,
      lanPort: number.numberValue,
      envoyReadinessPort: number.numberValue,
      desiredCount: number.numberValue,
      wanAddress: text.stringValue,
      targetGroups: [
        { targetGroupArn: text.stringValue, containerName: text.stringValue, containerPort: number.numberValue },
      ],
    });
  });
  const task = Template.of(stack).resource<{ lifecycle: { precondition: { error_message: string }[] } }>(
    "aws_ecs_task_definition",
  );
  const messages = task.lifecycle.precondition.map((precondition) => precondition.error_message);
  for (const prop of ["serviceName must be lower", "lanPort must be greater", "lanPort must not be the same"]) {
    expect(messages).toContainEqual(expect.stringContaining(prop));
  }
  expect(messages).toContainEqual(expect.stringContaining("desiredCount must be a whole number"));
});
