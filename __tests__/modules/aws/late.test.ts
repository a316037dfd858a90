import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Op, TerraformLocal, TerraformStack, Testing } from "cdktf";
import { LateService, LateTaskDefinition, type SettledService, type SettledTask } from "../../../modules/aws";
import { Template, testStack } from "../../helpers/template";

const APP = { name: "app", image: "app:1" };
const task = (stack: TerraformStack, settle: () => SettledTask): LateTaskDefinition =>
  new LateTaskDefinition(stack, "task", { family: "web" }, settle);
const service = (stack: TerraformStack, settle: () => SettledService): LateService =>
  new LateService(stack, "service", { name: "web" }, settle);
const policy = (stack: TerraformStack, id: string): IamRolePolicy =>
  new IamRolePolicy(stack, id, { role: "web", policy: "{}" });

describe("a task definition", () => {
  test("asks for its containers when the stack is written, and not before", () => {
    const stack = testStack();
    const settle = jest.fn((): SettledTask => ({ containers: [APP], preconditions: [] }));
    task(stack, settle);
    expect(settle).not.toHaveBeenCalled();
    expect(Template.of(stack).container("app")).toEqual(APP);
  });

  test("takes what changed since it was last asked", () => {
    const stack = testStack();
    let settled: SettledTask = { containers: [APP], preconditions: [] };
    task(stack, () => settled);
    Template.of(stack);
    settled = { containers: [{ ...APP, image: "app:2" }], preconditions: [] };
    expect(Template.of(stack).container("app").image).toBe("app:2");
  });

  test("says what Terraform must find first, and nothing when there is nothing", () => {
    const lifecycle = (preconditions: SettledTask["preconditions"]): unknown =>
      Template.of(testStack((stack) => void task(stack, () => ({ containers: [APP], preconditions })))).resource(
        "aws_ecs_task_definition",
      ).lifecycle;
    expect(lifecycle([])).toBeUndefined();
    expect(lifecycle([{ condition: Op.eq(1, 2), errorMessage: "No." }])).toEqual({
      precondition: [{ condition: "${(1 == 2)}", error_message: "No." }],
    });
  });

  test("is the same without preparation", () => {
    const make = (): TerraformStack =>
      testStack((stack) => void task(stack, () => ({ containers: [APP], preconditions: [] })));
    expect(JSON.parse(Testing.synth(make()))).toMatchObject({ resource: Template.of(make()).json.resource });
  });

  test("refers to another stack through its state, though the containers come late", () => {
    const app = Testing.app();
    const [one, two] = [new TerraformStack(app, "one"), new TerraformStack(app, "two")];
    const url = new TerraformLocal(one, "url", "u").asString;
    task(two, () => ({ containers: [{ ...APP, environment: [{ name: "URL", value: url }] }], preconditions: [] }));
    for (const stack of [one, two]) stack.prepareStack();
    expect(Testing.synth(two)).toContain(
      "jsonencode(data.terraform_remote_state.cross-stack-reference-input-one.outputs",
    );
  });
});

describe("an ECS service", () => {
  test("takes load balancers, the grace period and what it waits for when the stack is written", () => {
    const stack = testStack();
    const settled = {
      loadBalancer: [{ targetGroupArn: "arn", containerName: "app", containerPort: 80 }],
      healthCheckGracePeriodSeconds: 0,
      dependsOn: [policy(stack, "policy")],
    };
    service(stack, () => settled);
    expect(Template.of(stack).resource("aws_ecs_service")).toMatchObject({
      name: "web",
      load_balancer: [{ target_group_arn: "arn", container_name: "app", container_port: 80 }],
      health_check_grace_period_seconds: 0,
      depends_on: ["aws_iam_role_policy.policy"],
    });
  });

  test("says nothing of what there is nothing of", () => {
    const stack = testStack((made) => void service(made, () => ({ dependsOn: [] })));
    const { load_balancer, health_check_grace_period_seconds, depends_on } =
      Template.of(stack).resource("aws_ecs_service");
    expect([load_balancer, health_check_grace_period_seconds, depends_on]).toEqual([undefined, undefined, undefined]);
  });

  test("does not wait for what is in another stack, which Terraform does not know", () => {
    const app = Testing.app();
    const [one, two] = [new TerraformStack(app, "one"), new TerraformStack(app, "two")];
    const dependsOn = [policy(one, "far"), policy(two, "near")];
    service(two, () => ({ dependsOn }));
    const { resource } = JSON.parse(Testing.synth(two)) as {
      resource: { aws_ecs_service: { service: { depends_on: string[] } } };
    };
    expect(resource.aws_ecs_service.service.depends_on).toEqual(["aws_iam_role_policy.near"]);
  });
});
