import type {
  CreateServiceRequest,
  DeleteServiceRequest,
  DescribeServicesRequest,
  DescribeTasksRequest,
  ListTasksRequest,
  RunTaskRequest,
  StopTaskRequest,
  UpdateServiceRequest,
} from "@aws-sdk/client-ecs";
import type { Wire } from "../services";
import { actionOf, EcsCall } from "./ecs-call";
import { EcsServices } from "./ecs-services";
import { EcsTasks } from "./ecs-tasks";
import type { EmulatorProxy } from "./emulator-proxy";
import { answerText, AwsError, JSON_TYPE, readBody } from "./protocol";
import type { EcsScheduler } from "./scheduler";
import type { Handler } from "./serving";

type Action = (body: string, headers: Parameters<typeof actionOf>[0]) => Promise<object>;

/** The actions of ECS that the emulator cannot do alone. */
export class EcsActions {
  private readonly actions: ReadonlyMap<string, Action>;

  constructor(
    private readonly emulator: EmulatorProxy,
    scheduler: () => EcsScheduler,
  ) {
    const services = new EcsServices(scheduler);
    const tasks = new EcsTasks(scheduler);
    this.actions = new Map([
      this.action<Wire<CreateServiceRequest>>("CreateService", (call) => services.create(call)),
      this.action<Wire<UpdateServiceRequest>>("UpdateService", (call) => services.update(call)),
      this.action<Wire<DeleteServiceRequest>>("DeleteService", (call) => services.delete(call)),
      this.action<Wire<DescribeServicesRequest>>("DescribeServices", (call) => services.describe(call)),
      this.action<object>("DescribeClusters", (call) => tasks.describeClusters(call)),
      this.action<Wire<ListTasksRequest>>("ListTasks", (call) => tasks.list(call)),
      this.action<Wire<DescribeTasksRequest>>("DescribeTasks", (call) => tasks.describe(call)),
      this.action<Wire<RunTaskRequest>>("RunTask", (call) => tasks.run(call)),
      this.action<Wire<StopTaskRequest>>("StopTask", (call) => tasks.stop(call)),
      this.action<object>("ExecuteCommand", () => Promise.reject(NO_SESSION)),
    ]);
  }

  /** Answers the actions of ECS that are done here. */
  readonly handle: Handler = async (request, response) => {
    const action = this.actions.get(actionOf(request.headers) ?? "");
    if (action === undefined) return false;
    const answer = await action(await readBody(request), request.headers);
    answerText(response, 200, JSON.stringify(answer), JSON_TYPE);
    return true;
  };

  private action<Request extends object>(
    name: string,
    act: (call: EcsCall<Request>) => Promise<object>,
  ): readonly [string, Action] {
    return [name, (body, headers) => act(new EcsCall<Request>(requestOf(body), headers, this.emulator))];
  }
}

/** A session of ECS Exec goes through Systems Manager, whose agent is in no container here. */
const NO_SESSION = new AwsError(
  "TargetNotConnectedException",
  "ECS Exec opens no session on this machine: run the command by /local-mesh/execute of this address.",
);

function requestOf<Request>(body: string): Request {
  try {
    return JSON.parse(body || "{}") as Request;
  } catch {
    throw new AwsError("SerializationException", "The request is no JSON.");
  }
}
