import type { LogConfiguration } from "./container-definition";

/** Sends a container's log to a log group of CloudWatch, one stream per task under the prefix. */
export function awsLogs(options: { logGroup: string; region: string; streamPrefix: string }): LogConfiguration {
  return {
    logDriver: "awslogs",
    options: {
      "awslogs-group": options.logGroup,
      "awslogs-region": options.region,
      "awslogs-stream-prefix": options.streamPrefix,
    },
  };
}
