import type {
  CreateServiceRequest,
  DescribeTasksRequest,
  DescribeTasksResponse,
  ListTasksRequest,
  ListTasksResponse,
  RunTaskRequest,
  RunTaskResponse,
  Service,
  StopTaskRequest,
  StopTaskResponse,
  UpdateServiceRequest,
} from "@aws-sdk/client-ecs";
import type { TaskView } from "../parts";
import type { Wire } from "./wire";

/**
 * What the front asks of who runs services and tasks. Requests and answers are as the protocol has them; what is wrong
 * with a request is thrown, and told to the caller by the error's name.
 */
export interface EcsScheduler {
  /** @param answer what the emulator made of the request; it forgets some of it */
  create(request: Wire<CreateServiceRequest>, answer: Wire<Service>): Promise<void>;
  /** A new deployment when what its tasks are made of differs, or when it is forced. */
  update(request: Wire<UpdateServiceRequest>, answer: Wire<Service>): Promise<void>;
  /** Stops the tasks. The service is DRAINING until they are gone, INACTIVE from then on. */
  delete(serviceArn: string): void;
  /** The emulator's answer with what it forgot, and with true counts, deployments, events. */
  describe(answer: Wire<Service>): Wire<Service>;

  listTasks(request: Wire<ListTasksRequest>): Wire<ListTasksResponse>;
  describeTasks(request: Wire<DescribeTasksRequest>): Wire<DescribeTasksResponse>;
  runTask(request: Wire<RunTaskRequest>): Promise<Wire<RunTaskResponse>>;
  /** Begins to stop it, and waits for nothing. */
  stopTask(request: Wire<StopTaskRequest>): Wire<StopTaskResponse>;
  /** As their metadata needs them; those that stopped are there for a while. */
  tasks(): readonly TaskView[];
}
