import { runName, type Engine, type Network, type Relay } from "../engine";
import type { RunningTask, TaskRequest, TaskRunner } from "../parts";
import { awsData, type AwsClients } from "./aws-data";
import { containerEngine } from "./docker-engine";
import type { TaskEnvironment } from "./environment";
import type { GroundProps } from "./ground";
import { Task, type TaskProps } from "./task";
import { TaskLogs } from "./task-logs";

/** What tasks are run with. */
export interface TasksProps extends Pick<TaskEnvironment, "caFile" | "endpoints"> {
  readonly network: Pick<Network, "name">;
  /** What is behind it answers for the metadata of tasks. */
  readonly relay: Pick<Relay, "ip">;
  readonly aws: AwsClients;
  /** Folder of the logs. */
  readonly logs: string;
  onLog?(...line: Parameters<TaskProps["onLog"]>): void;
}

/** Runs tasks on the engine of this machine. */
export class Tasks implements TaskRunner {
  private readonly logs: TaskLogs;
  private readonly ground: Omit<GroundProps, "request">;

  constructor(
    engine: Engine,
    private readonly props: TasksProps,
  ) {
    this.logs = new TaskLogs(props.logs);
    this.ground = {
      engine: containerEngine(engine, props.network.name),
      data: awsData(props.aws),
      environment: {
        run: runName(engine.id),
        network: props.network.name,
        relayAddress: props.relay.ip,
        holderImage: engine.holderImage,
        caFile: props.caFile,
        endpoints: props.endpoints,
      },
    };
  }

  start(request: TaskRequest): RunningTask {
    const task = new Task({
      ...this.ground,
      request,
      onLog: (view, container, line) => {
        this.logs.write(request, container, line);
        this.props.onLog?.(view, container, line);
      },
    });
    const forget = task.onChange(() => {
      if (task.view().status !== "STOPPED") return;
      this.logs.close(request);
      forget();
    });
    return task;
  }
}
