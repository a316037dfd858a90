/** Environment -> the actions that its apply, plan and destroy used in the emulator. */
export type UsedActions = Readonly<Record<string, readonly string[]>>;

/** Action -> why it is needed although no apply in the emulator used it. */
export type ExplainedActions = Readonly<Record<string, string>>;

export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}

interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: "*";
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** What hands out the powers of others is held to the services of the mesh. */
const CONDITIONS: Readonly<Record<string, PolicyStatement["Condition"]>> = {
  "iam:PassRole": {
    StringEquals: {
      "iam:PassedToService": ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "vpc-flow-logs.amazonaws.com"],
    },
  },
  "iam:CreateServiceLinkedRole": {
    StringEquals: {
      "iam:AWSServiceName": [
        "autoscaling.amazonaws.com",
        "backup.amazonaws.com",
        "ecs.amazonaws.com",
        "ecs.application-autoscaling.amazonaws.com",
        "elasticfilesystem.amazonaws.com",
        "elasticloadbalancing.amazonaws.com",
      ],
    },
  },
};

/** The policy of the role that deploys: a statement for each service, and one for each action with a condition. */
export function renderPolicy(used: UsedActions, explained: ExplainedActions): PolicyDocument {
  const all = [...new Set([...Object.values(used).flat(), ...Object.keys(explained)])].sort();
  const plain = all.filter((action) => !(action in CONDITIONS));
  const services = [...new Set(plain.map(serviceOf))];
  return {
    Version: "2012-10-17",
    Statement: [
      ...services.map((service) => ({
        Sid: pascalCase(service),
        Effect: "Allow" as const,
        Action: plain.filter((action) => serviceOf(action) === service),
        Resource: "*" as const,
      })),
      ...all
        .filter((action) => action in CONDITIONS)
        .map((action) => ({
          Sid: pascalCase(action),
          Effect: "Allow" as const,
          Action: [action],
          Resource: "*" as const,
          Condition: CONDITIONS[action],
        })),
    ],
  };
}

function serviceOf(action: string): string {
  return action.split(":")[0] ?? "";
}

/** A Sid is letters and digits. */
function pascalCase(text: string): string {
  return text.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, first: string) => first.toUpperCase());
}
