import type { LogConfiguration } from "./container-definition";
import { enforce, typeRules } from "./rules";

/** Sends a container's log to a log group of CloudWatch, one stream per task under the prefix. */
export function awsLogs(options: { logGroup: string; region: string; streamPrefix: string }): LogConfiguration {
  enforce("The log configuration", typeRules("awsLogs", options));
  return {
    logDriver: "awslogs",
    options: {
      "awslogs-group": options.logGroup,
      "awslogs-region": options.region,
      "awslogs-stream-prefix": options.streamPrefix,
    },
  };
}
