import type { EcsService, EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service";
import type { Construct } from "constructs";
import { concatLists, LateService, serviceConfig, type Precondition, type SettledService } from "../../aws";
import type { MeshTask } from "../task";
import { ServiceAutoscaling } from "./autoscaling";
import type { MeshContext } from "./mesh-context";
import type { CommonMeshServiceProps } from "./props";
import { letsOperatorsIn } from "./task-facts";

export interface EcsServiceParts {
  readonly mesh: MeshContext;
  readonly props: CommonMeshServiceProps;
  readonly task: MeshTask;
  /** What only Terraform can judge of the props. */
  readonly preconditions: Precondition[];
  /** What may still be added until the stack is written. */
  readonly settle: () => SettledService;
}

/** The ECS service of a mesh service, and what keeps its number of tasks. */
export function makeEcsService(
  scope: Construct,
  { mesh, props, task, preconditions, settle }: EcsServiceParts,
): EcsService {
  const { servers, placement } = mesh;
  const service = new LateService(
    scope,
    "service",
    {
      ...serviceConfig({
        options: { circuitBreaker: true, ...placement, ...props, dependsOn: undefined },
        defaultLaunchType: "FARGATE",
        name: props.ecsServiceName ?? task.family,
        clusterArn: mesh.clusterArn,
        taskDefinitionArn: task.taskDefinitionArn,
        desiredCount: props.autoscaling?.minTasks ?? props.desiredCount ?? 1,
        subnetIds: mesh.subnetIds,
        securityGroupIds: concatLists([mesh.securityGroup.securityGroupId], props.securityGroupIds),
        executeCommand: letsOperatorsIn(mesh, props),
      }),
      // The controller finds the tasks of the mesh by the tags of the task itself.
      propagateTags: "TASK_DEFINITION",
      serviceRegistries: props.serviceRegistry,
      volumeConfiguration: props.volumeConfiguration,
      placementConstraints: props.placementConstraints?.map((constraint) => ({ ...constraint })),
      orderedPlacementStrategy: props.placementStrategy?.map((strategy) => ({ ...strategy })),
      ...rolledWith(servers.generation),
      lifecycle: lifecycle(props, preconditions),
    },
    settle,
  );
  if (props.autoscaling) {
    new ServiceAutoscaling(scope, "autoscaling", {
      ...props.autoscaling,
      clusterArn: mesh.clusterArn,
      serviceName: service.name,
    });
  }
  return service;
}

function lifecycle(
  { autoscaling }: CommonMeshServiceProps,
  precondition: Precondition[],
): EcsServiceConfig["lifecycle"] {
  if (!autoscaling && precondition.length === 0) return undefined;
  return {
    // What autoscaling changes is not Terraform's to change back.
    ...(autoscaling ? { ignoreChanges: ["desired_count"] } : {}),
    ...(precondition.length > 0 ? { precondition } : {}),
  };
}

/** Servers that are replaced with their data know nobody who logged in before: the tasks are started again. */
export function rolledWith(generation: string | undefined): {
  readonly forceNewDeployment?: boolean;
  readonly triggers?: Record<string, string>;
} {
  return generation === undefined ? {} : { forceNewDeployment: true, triggers: { consul_servers: generation } };
}
