import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import type { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { Aspects, DefaultTokenResolver, StringConcat, TerraformStack, Tokenization } from "cdktf";
import type { IConstruct } from "constructs";
import { warn } from "../../aws";

/** The task definitions whose tags are looked for, by stack: one look at a stack does for all of them. */
const WATCHED = new WeakMap<TerraformStack, EcsTaskDefinition[]>();

/**
 * Has the synth warn of ECS services in the stack that run a task of the mesh without its tags. The controller knows the
 * tasks of the mesh by these, and takes the tokens of all others away.
 */
export function warnOfUntagged(task: EcsTaskDefinition): void {
  const stack = TerraformStack.of(task);
  const watched = WATCHED.get(stack);
  if (watched) {
    watched.push(task);
    return;
  }
  const tasks = [task];
  WATCHED.set(stack, tasks);
  const warned = new Set<IConstruct>();
  Aspects.of(stack).add({
    visit(node) {
      if (!(node instanceof EcsService) || !leavesTagsOut(node) || warned.has(node) || !runsOneOf(node, tasks)) return;
      warned.add(node);
      warn(
        node,
        `EcsService "${node.node.path}": its tasks lose their tokens, because the controller knows the tasks of the mesh by their tags, and ECS gives these none. Give propagateTags: "TASK_DEFINITION".`,
      );
    },
  });
}

function leavesTagsOut({ propagateTagsInput: from }: EcsService): boolean {
  return from === undefined || from === "NONE";
}

/** By whatever attribute of the task definition the service names it. */
function runsOneOf(service: EcsService, tasks: readonly EcsTaskDefinition[]): boolean {
  const context = { scope: service, resolver: new DefaultTokenResolver(new StringConcat()), preparing: false };
  const named: unknown = Tokenization.resolve(service.taskDefinitionInput, context);
  return typeof named === "string" && tasks.some((task) => named.includes(`${nameOf(task)}.`));
}

function nameOf({ terraformResourceType, friendlyUniqueId }: EcsTaskDefinition): string {
  return `${terraformResourceType}.${friendlyUniqueId}`;
}
