import type { ContainerDefinition, FirelensConfiguration, LogConfiguration } from "../container-definition";
import { isMapToken } from "../merge";
import {
  fields,
  unlessAttribute,
  mandatory,
  must,
  onceFor,
  oneOf,
  pattern,
  quoteList,
  region,
  shape,
  text,
  values,
  type Check,
  type Rule,
} from "../rules";
import { secrets } from "./names";
import type { Place } from "./place";

const ON_FARGATE = ["awslogs", "awsfirelens", "splunk"] as const satisfies readonly LogConfiguration["logDriver"][];
const ON_EC2 = [
  ...ON_FARGATE,
  "fluentd",
  "gelf",
  "json-file",
  "journald",
  "syslog",
  "logentries",
] as const satisfies readonly LogConfiguration["logDriver"][];

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html */
export const logConfiguration = onceFor(({ onFargate }: Place): Check => {
  const onEc2 = "Choose one, or give compatibilities: ['EC2'] and run the service on EC2 instances.";
  const configuration = shape<LogConfiguration>({
    logDriver: mandatory(
      onFargate ? oneOf(ON_FARGATE, onEc2, `must be one of ${quoteList(ON_FARGATE)} on Fargate`) : oneOf(ON_EC2),
    ),
    options: [values(text()), awsLogsOptions()],
    secretOptions: secrets(),
  });
  // An instance knows its region.
  const needed = onFargate ? ["awslogs-group", "awslogs-region"] : ["awslogs-group"];
  const complete = must<LogConfiguration>(
    `must have the options ${quoteList(needed)} with the driver 'awslogs'`,
    "Give them, or use the logs of the mesh.",
    ({ logDriver, options = {} }) =>
      logDriver !== "awslogs" || isMapToken(options) || needed.every((option) => option in options),
  );
  return (prop, value) => {
    const own = configuration(prop, value);
    return own.some(({ holds }) => holds === false) ? own : [...own, ...complete(prop, value)];
  };
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html; other drivers have no such options. */
function awsLogsOptions(): Check {
  return unlessAttribute(
    fields<Readonly<Record<string, string>>>({
      "awslogs-group": unlessAttribute(
        pattern(/^[\w./#-]{1,512}$/, "must have 1 to 512 letters, digits and _-/.#", "Give the name, not the ARN."),
      ),
      "awslogs-region": unlessAttribute(region()),
      "awslogs-stream-prefix": unlessAttribute(
        pattern(/^[^:*]{1,512}$/, "must have 1 to 512 characters, neither ':' nor '*'", "Choose another prefix."),
      ),
    }),
  );
}

export function firelensConfiguration(): Check {
  return shape<FirelensConfiguration>({
    type: mandatory(oneOf(["fluentd", "fluentbit"])),
    options: values(text()),
  });
}

/** Who logs through FireLens needs a router; a task has one at most, and it has its own log elsewhere. */
export function routerRules(containers: readonly ContainerDefinition[]): Rule[] {
  const routers = containers.filter(isRouter);
  return containers.flatMap((container, index) => {
    const prop = `containers[${index}]`;
    const driver = container.logConfiguration?.logDriver;
    const rules: Rule[] = [];
    if (driver === "awsfirelens") {
      rules.push(
        {
          prop: `${prop}.logConfiguration.logDriver`,
          rule: "needs a log router: a container with firelensConfiguration",
          got: driver,
          fix: "Add the router to the containers, or choose another driver.",
          holds: routers.length > 0,
        },
        {
          prop: `${prop}.logConfiguration.logDriver`,
          rule: "is not possible for the log router itself",
          got: driver,
          fix: "Send its own log elsewhere, such as with 'awslogs'.",
          holds: !isRouter(container),
        },
      );
    }
    rules.push({
      prop: `${prop}.firelensConfiguration`,
      rule: "must be given to one container: a task has one log router",
      fix: "Leave it out of the others.",
      holds: !isRouter(container) || routers[0] === container,
    });
    return rules;
  });
}

/** Whether a container takes the log of the others. */
export function isRouter({ firelensConfiguration: router }: ContainerDefinition): boolean {
  return router !== undefined && router !== null;
}
