import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ANY_LAUNCH_TYPE, enforce, serviceConfig, serviceOptionRules, type ServiceOptions } from "../aws";
import { MeshTask, type MeshTaskProps } from "../mesh-task";

/** A mesh task, and the ECS service that runs it. */
export interface MeshServiceProps extends ServiceOptions {
  /** The task, as for `MeshTask`. */
  readonly task: MeshTaskProps;
  readonly clusterArn: string;
  /** Private subnets, as a rule. */
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** Number of tasks. @default 1 */
  readonly desiredCount?: number;
  /** Target of a load balancer, with the listener for which the service has to wait. @default none */
  readonly target?: MeshServiceTarget;
}

export interface MeshServiceTarget {
  readonly targetGroupArn: string;
  readonly containerName: string;
  readonly containerPort: number;
  /** Until a listener forwards to it, a target group belongs to no load balancer, and ECS refuses it. */
  readonly listener: ITerraformDependable;
}

/** A service of the mesh. */
export class MeshService extends Construct {
  readonly task: MeshTask;
  readonly service: EcsService;

  constructor(scope: Construct, id: string, props: MeshServiceProps) {
    super(scope, id);
    this.task = new MeshTask(this, "task", props.task);
    const { target } = props;
    enforce(
      `MeshService "${this.node.path}"`,
      serviceOptionRules(props, {
        defaultLaunchType: "FARGATE",
        compatibilities: props.task.compatibilities ?? ANY_LAUNCH_TYPE,
      }),
    );
    this.service = new EcsService(this, "service", {
      ...serviceConfig({
        options: { circuitBreaker: true, ...props },
        defaultLaunchType: "FARGATE",
        name: props.task.family,
        clusterArn: props.clusterArn,
        taskDefinitionArn: this.task.taskDefinitionArn,
        desiredCount: props.desiredCount ?? 1,
        subnetIds: props.subnetIds,
        securityGroupIds: props.securityGroupIds,
        executeCommand: props.task.executeCommand ?? false,
        dependsOn: target && [target.listener],
      }),
      // The controller finds the tasks of the mesh by the tags of the task itself.
      propagateTags: "TASK_DEFINITION",
      loadBalancer: target && [
        {
          targetGroupArn: target.targetGroupArn,
          containerName: target.containerName,
          containerPort: target.containerPort,
        },
      ],
    });
  }

  /** Name in Consul's catalog. */
  get serviceName(): string {
    return this.task.serviceName;
  }
}
