import type { StateResource } from "../state";
import { text, type Values } from "../values";
import { find, type Task } from "./task";

const DEFAULT_PATH = "/consul-ecs/";

/** The roles of a task of the mesh: those that the module makes, or those that it was given. */
export function roleProps(resources: readonly StateResource[], task: Task, acls: boolean): Values {
  const made = {
    task: find(resources, "aws_iam_role", "task"),
    execution: find(resources, "aws_iam_role", "execution"),
  };
  const path = text(made.task?.values.path ?? made.execution?.values.path) ?? DEFAULT_PATH;
  return {
    iamRolePath: path === DEFAULT_PATH ? undefined : path,
    taskRole: made.task ? undefined : roleAttributes(task.values.task_role_arn),
    // The module does not ask whether the auth method trusts a role that is given.
    taskRoleTrustedElsewhere: !made.task && acls ? true : undefined,
    executionRole: made.execution ? undefined : roleAttributes(task.values.execution_role_arn),
    taskRolePolicyArns: policyArns(resources, "additional_task_policies"),
    executionRolePolicyArns: policyArns(resources, "additional_execution_policies"),
  };
}

function roleAttributes(arn: unknown): Values | undefined {
  const found = text(arn);
  return found === undefined ? undefined : { arn: found, id: found.split("/").at(-1) };
}

/** The policies that somebody attached to a role by the module, in their order. */
export function policyArns(resources: readonly StateResource[], name: string): string[] | undefined {
  const arns = resources
    .filter((resource) => resource.type === "aws_iam_role_policy_attachment" && resource.name === name)
    .sort((a, b) => Number(a.index) - Number(b.index))
    .map(({ values }) => String(values.policy_arn));
  return arns.length === 0 ? undefined : arns;
}
