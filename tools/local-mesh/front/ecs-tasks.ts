import type {
  Cluster,
  DescribeClustersResponse,
  DescribeTasksRequest,
  DescribeTasksResponse,
  ListTasksRequest,
  ListTasksResponse,
  RunTaskRequest,
  RunTaskResponse,
  StopTaskRequest,
  StopTaskResponse,
} from "@aws-sdk/client-ecs";
import type { Wire } from "../services";
import type { EcsCall } from "./ecs-call";
import { AwsError } from "./protocol";
import type { EcsScheduler } from "./scheduler";

/** The actions about tasks, of which the emulator knows nothing. It only judges whether there is such a cluster. */
export class EcsTasks {
  constructor(private readonly scheduler: () => EcsScheduler) {}

  async list(call: EcsCall<Wire<ListTasksRequest>>): Promise<Wire<ListTasksResponse>> {
    return this.scheduler().listTasks({ ...call.request, cluster: await clusterOf(call) });
  }

  async describe(call: EcsCall<Wire<DescribeTasksRequest>>): Promise<Wire<DescribeTasksResponse>> {
    const { tasks: references = [], include = [] } = call.request;
    if (references.length === 0) throw new AwsError("InvalidParameterException", "Tasks cannot be empty.");
    const cluster = await clusterOf(call);
    const withTags = include.includes("TAGS");
    const found = references.map((arn) => ({ arn, task: this.find(arn, cluster, withTags) }));
    return {
      tasks: found.flatMap(({ task }) => task ?? []),
      failures: found.flatMap(({ arn, task }) => (task ? [] : { arn, reason: "MISSING" })),
    };
  }

  async run(call: EcsCall<Wire<RunTaskRequest>>): Promise<Wire<RunTaskResponse>> {
    const tasks = await this.scheduler().runTask({ ...call.request, cluster: await clusterOf(call) });
    return { tasks, failures: [] };
  }

  async stop(call: EcsCall<Wire<StopTaskRequest>>): Promise<Wire<StopTaskResponse>> {
    const { task: reference = "", reason } = call.request;
    const isThere = this.find(reference, await clusterOf(call)) !== undefined;
    const task = isThere ? this.scheduler().stopTask(reference, reason) : undefined;
    if (!task) throw new AwsError("InvalidParameterException", "The referenced task was not found.");
    return { task };
  }

  /** The clusters as the emulator knows them, with the counts of the tasks that it does not know. */
  async describeClusters(call: EcsCall<object>): Promise<Wire<DescribeClustersResponse>> {
    const answer = await call.forward<Wire<DescribeClustersResponse>>();
    return { ...answer, clusters: answer.clusters?.map((cluster) => this.counted(cluster)) };
  }

  private counted(cluster: Wire<Cluster>): Wire<Cluster> {
    const statuses = this.scheduler()
      .tasks()
      .map((task) => task.view())
      .filter(({ request }) => request.clusterArn === cluster.clusterArn)
      .map(({ status }) => status);
    return {
      ...cluster,
      runningTasksCount: statuses.filter((status) => status === "RUNNING").length,
      pendingTasksCount: statuses.filter((status) => STARTING.includes(status)).length,
    };
  }

  private find(reference: string, cluster: string, withTags = false) {
    const task = this.scheduler().describeTask(reference, { withTags });
    return task?.clusterArn === cluster ? task : undefined;
  }
}

const STARTING: readonly string[] = ["PROVISIONING", "PENDING", "ACTIVATING"];

/** The ARN of the request's cluster, which it names by name or ARN. One is named "default", where a request names none. */
async function clusterOf(call: EcsCall<{ readonly cluster?: string }>): Promise<string> {
  const clusters = [call.request.cluster ?? "default"];
  const answer = await call.ask<Wire<DescribeClustersResponse>>("DescribeClusters", { clusters });
  const arn = answer.clusters?.[0]?.clusterArn;
  if (!arn) throw new AwsError("ClusterNotFoundException", "Cluster not found.");
  return arn;
}
