import type { Deployment as EcsDeployment, Service } from "@aws-sdk/client-ecs";
import type { TaskView } from "../parts";
import type { Deployment } from "./deployment";
import type { ServiceEvent } from "./events";
import type { ServiceSpec } from "./spec";
import { seconds, type Wire } from "./wire";

/** What is known of a service at a moment. */
export interface ServiceSnapshot {
  readonly spec: ServiceSpec;
  readonly status: string;
  /** The newest first, as are the events. */
  readonly deployments: readonly Deployment[];
  readonly events: readonly ServiceEvent[];
  readonly tasks: readonly { readonly deployment: string; readonly view: TaskView }[];
}

/** How many tasks there are of what. */
export interface Counts {
  readonly runningCount: number;
  readonly pendingCount: number;
}

/**
 * A service as ECS describes it.
 * @param answer what the emulator says of it, which knows nothing of tasks
 */
export function describeService(answer: Wire<Service>, snapshot: ServiceSnapshot): Wire<Service> {
  const { spec } = snapshot;
  // The emulator's is empty where tasks have no network of their own. ECS has none, and Terraform ends at an empty one.
  const { networkConfiguration, ...rest } = answer;
  return {
    ...rest,
    ...(networkConfiguration?.awsvpcConfiguration ? { networkConfiguration } : {}),
    ...spec.said,
    taskDefinition: spec.taskDefinition,
    status: snapshot.status,
    desiredCount: spec.desiredCount,
    ...countsOf(snapshot.tasks.map(({ view }) => view)),
    deployments: snapshot.deployments.map((deployment) => describeDeployment(deployment, snapshot)),
    events: snapshot.events.map(({ id, createdAt, message }) => ({ id, createdAt: seconds(createdAt), message })),
  };
}

/** What its load balancers let go is neither. */
export function countsOf(views: readonly TaskView[]): Counts {
  const count = (...statuses: TaskView["status"][]) => views.filter(({ status }) => statuses.includes(status)).length;
  return { runningCount: count("RUNNING"), pendingCount: count("PROVISIONING", "PENDING", "ACTIVATING") };
}

function describeDeployment(deployment: Deployment, { spec, tasks }: ServiceSnapshot): Wire<EcsDeployment> {
  const { said } = deployment.revision.spec;
  const own = tasks.filter((task) => task.deployment === deployment.id).map(({ view }) => view);
  return {
    id: deployment.id,
    status: deployment.status,
    taskDefinition: deployment.revision.spec.taskDefinition,
    desiredCount:
      deployment.status === "PRIMARY"
        ? spec.desiredCount
        : own.filter(({ desiredStatus }) => desiredStatus === "RUNNING").length,
    ...countsOf(own),
    failedTasks: deployment.failedTasks,
    createdAt: seconds(deployment.createdAt),
    updatedAt: seconds(deployment.updatedAt),
    launchType: said.launchType,
    capacityProviderStrategy: said.capacityProviderStrategy,
    platformVersion: said.platformVersion,
    networkConfiguration: said.networkConfiguration,
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
  };
}
