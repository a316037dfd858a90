import {
  ElasticLoadBalancingV2Client,
  type Listener,
  type LoadBalancer,
  type Rule,
  type TargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";

/** What an account has of load balancing. A test changes it and calls `refresh`. */
export interface Account {
  balancers: LoadBalancer[];
  listeners: Listener[];
  rules: Rule[];
  groups: TargetGroup[];
  /** Of load balancers and target groups, by ARN. */
  attributes: Record<string, Record<string, string>>;
}

export const GROUP = "arn:group";

/** An application load balancer with one listener that forwards to one group, asked about every second. */
export function account(port: number, listener: Partial<Listener> = {}, group: Partial<TargetGroup> = {}): Account {
  return {
    balancers: [
      { LoadBalancerArn: "arn:lb", LoadBalancerName: "lb", DNSName: "lb-1.elb.amazonaws.com", Type: "application" },
    ],
    listeners: [
      {
        ListenerArn: "arn:listener",
        LoadBalancerArn: "arn:lb",
        Port: port,
        Protocol: "HTTP",
        DefaultActions: [{ Type: "forward", TargetGroupArn: GROUP }],
        ...listener,
      },
    ],
    rules: [],
    groups: [
      {
        TargetGroupArn: GROUP,
        TargetGroupName: "group",
        Protocol: "HTTP",
        HealthCheckProtocol: "HTTP",
        HealthCheckPath: "/health",
        HealthCheckIntervalSeconds: 1,
        HealthCheckTimeoutSeconds: 1,
        HealthyThresholdCount: 2,
        UnhealthyThresholdCount: 2,
        ...group,
      },
    ],
    attributes: {},
  };
}

/** A client that answers from the account, and asks nobody. */
export function clientOf(account: Account): ElasticLoadBalancingV2Client {
  const client = new ElasticLoadBalancingV2Client({
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  client.middlewareStack.add(
    (_, context) => (args) => {
      const output = answer(account, String(context.commandName), JSON.stringify(args.input));
      return Promise.resolve({ output: { ...output, $metadata: {} }, response: {} });
    },
    { step: "initialize", priority: "high" },
  );
  return client;
}

function answer(account: Account, command: string, input: string): object {
  const isAsked = (arn?: string) => arn !== undefined && input.includes(`"${arn}"`);
  switch (command) {
    case "DescribeLoadBalancersCommand":
      return { LoadBalancers: account.balancers };
    case "DescribeListenersCommand":
      return { Listeners: account.listeners.filter(({ LoadBalancerArn }) => isAsked(LoadBalancerArn)) };
    case "DescribeRulesCommand":
      return { Rules: account.rules };
    case "DescribeTargetGroupsCommand":
      return { TargetGroups: account.groups };
    case "DescribeLoadBalancerAttributesCommand":
    case "DescribeTargetGroupAttributesCommand": {
      const [, attributes = {}] = Object.entries(account.attributes).find(([arn]) => isAsked(arn)) ?? [];
      return { Attributes: Object.entries(attributes).map(([Key, Value]) => ({ Key, Value })) };
    }
    default:
      throw new Error(`${command} is not expected.`);
  }
}
