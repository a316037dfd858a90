import type { Cluster, DescribeClustersResponse } from "@aws-sdk/client-ecs";
import type { EcsCall } from "./ecs-call";
import { AwsError } from "./protocol";
import type { EcsScheduler } from "./scheduler";
import type { Wire } from "./wire";

/** The cluster of a request, by its name or ARN; ECS has one named so when none is named. */
interface InCluster {
  readonly cluster?: string;
}

/** The request with the cluster's ARN. The emulator judges whether there is such a cluster. */
export async function inCluster<Request extends InCluster>(call: EcsCall<Request>): Promise<Request> {
  const clusters = [call.request.cluster ?? "default"];
  const answer = await call.ask<Wire<DescribeClustersResponse>>("DescribeClusters", { clusters });
  const cluster = answer.clusters?.[0]?.clusterArn;
  if (!cluster) throw new AwsError("ClusterNotFoundException", "Cluster not found.");
  return { ...call.request, cluster };
}

/** The clusters as the emulator knows them, with the counts of the tasks that it does not know. */
export async function describeClusters(call: EcsCall<object>, scheduler: EcsScheduler): Promise<object> {
  const answer = await call.forward<Wire<DescribeClustersResponse>>();
  return { ...answer, clusters: answer.clusters?.map((cluster) => counted(cluster, scheduler)) };
}

function counted(cluster: Wire<Cluster>, scheduler: EcsScheduler): Wire<Cluster> {
  const statuses = scheduler
    .tasks()
    .filter(({ request }) => request.clusterArn === cluster.clusterArn)
    .map(({ status }) => status);
  return {
    ...cluster,
    runningTasksCount: statuses.filter((status) => status === "RUNNING").length,
    pendingTasksCount: statuses.filter((status) => STARTING.includes(status)).length,
  };
}

const STARTING: readonly string[] = ["PROVISIONING", "PENDING", "ACTIVATING"];
