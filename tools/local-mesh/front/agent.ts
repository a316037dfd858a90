import type { TaskEndpoints, TaskView } from "../parts";
import type { CredentialsOfTasks } from "./credentials";
import { containerId, lastPart } from "./names";
import { answerJson } from "./protocol";
import { pathOf, type Handler } from "./serving";
import { containerMetadata, taskMetadata, type MetadataOptions } from "./task-metadata";

/** Where a container finds its agent, on ECS as here. */
const AGENT = "http://169.254.170.2";

export interface AgentOptions extends MetadataOptions {
  readonly credentials: CredentialsOfTasks;
  /** Tasks, as they are now; those that stop and have lately stopped, too. */
  tasks(): readonly TaskView[];
}

/** What ECS's agent answers to the containers of a task: metadata and credentials. */
export class Agent implements TaskEndpoints {
  constructor(private readonly options: AgentOptions) {}

  variables(task: TaskView, container: string): Readonly<Record<string, string>> {
    const { region, credentials } = this.options;
    const id = containerId(task.request.arn, container);
    const path = credentials.path(task);
    return {
      AWS_EXECUTION_ENV: task.request.launchType === "EC2" ? "AWS_ECS_EC2" : "AWS_ECS_FARGATE",
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      ECS_CONTAINER_METADATA_URI: `${AGENT}/v3/${id}`,
      ECS_CONTAINER_METADATA_URI_V4: `${AGENT}/v4/${id}`,
      ...(path && { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: path }),
    };
  }

  /** Answers the paths that are the agent's. */
  readonly handle: Handler = async (request, response) => {
    const path = pathOf(request);
    if (path.startsWith("/v2/credentials/")) {
      const { credentials } = this.options;
      const task = this.options.tasks().find((other) => credentials.belongs(path, other));
      if (task) answerJson(response, 200, await credentials.of(task));
      else answerJson(response, 400, UNKNOWN_CREDENTIALS);
      return true;
    }
    const [, id, rest] = /^\/v[34]\/([^/]+)(?:\/(.*))?$/.exec(path) ?? [];
    if (id === undefined) return false;
    const metadata = this.metadata(id, rest ?? "");
    if (metadata) answerJson(response, 200, metadata);
    else answerJson(response, 404, `V4 metadata: there is nothing at ${path}`);
    return true;
  };

  private metadata(id: string, rest: string): object | undefined {
    const taskId = id.slice(0, id.lastIndexOf("-"));
    const task = this.options.tasks().find(({ request }) => lastPart(request.arn) === taskId);
    const container = task?.containers.find(({ name }) => containerId(task.request.arn, name) === id);
    if (!task || !container) return undefined;
    switch (rest) {
      case "":
        return containerMetadata(task, container, this.options);
      case "task":
        return taskMetadata(task, this.options);
      case "taskWithTags":
        return taskMetadata(task, { ...this.options, withTags: true });
      default:
        return undefined;
    }
  }
}

/** In the agent's words. */
const UNKNOWN_CREDENTIALS = {
  code: "InvalidIdInRequest",
  message: "CredentialsV2Request: ID not found",
  HTTPErrorCode: 400,
};
