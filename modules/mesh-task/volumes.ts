import type { EcsTaskDefinitionVolume } from "@cdktf/provider-aws/lib/ecs-task-definition";

/** A volume of a task: empty and gone with the task, a path of the host, or one of Docker, EFS or FSx. */
export type Volume = EcsTaskDefinitionVolume;
