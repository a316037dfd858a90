import {
  DescribeLoadBalancerAttributesCommand,
  DescribeRulesCommand,
  DescribeTargetGroupAttributesCommand,
  type ElasticLoadBalancingV2Client,
  type Listener,
  type LoadBalancer,
  paginateDescribeListeners,
  paginateDescribeLoadBalancers,
  paginateDescribeTargetGroups,
  type TargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  type Attributes,
  type BalancerSettings,
  balancerSettings,
  type Configuration,
  type GroupSettings,
  groupSettings,
  type ListenerSettings,
  listenerSettings,
} from "./configuration";

/** Asks for all load balancers, listeners, rules and target groups. */
export async function readConfiguration(client: ElasticLoadBalancingV2Client): Promise<Configuration> {
  const balancers: BalancerSettings[] = [];
  for await (const { LoadBalancers = [] } of paginateDescribeLoadBalancers({ client }, {})) {
    balancers.push(...(await all(LoadBalancers, (balancer) => readBalancer(client, balancer))));
  }
  const groups: GroupSettings[] = [];
  for await (const { TargetGroups = [] } of paginateDescribeTargetGroups({ client }, {})) {
    groups.push(...(await all(TargetGroups, (group) => readGroup(client, group))));
  }
  return { balancers, groups };
}

async function readBalancer(client: ElasticLoadBalancingV2Client, balancer: LoadBalancer): Promise<BalancerSettings> {
  const LoadBalancerArn = balancer.LoadBalancerArn;
  const { Attributes } = await client.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }));
  const listeners: ListenerSettings[] = [];
  for await (const { Listeners = [] } of paginateDescribeListeners({ client }, { LoadBalancerArn })) {
    listeners.push(...(await all(Listeners, (listener) => readListener(client, listener))));
  }
  return balancerSettings(balancer, byName(Attributes), listeners);
}

async function readListener(client: ElasticLoadBalancingV2Client, listener: Listener): Promise<ListenerSettings> {
  const { Rules = [] } = await client.send(new DescribeRulesCommand({ ListenerArn: listener.ListenerArn }));
  return listenerSettings(listener, Rules);
}

async function readGroup(client: ElasticLoadBalancingV2Client, group: TargetGroup): Promise<GroupSettings> {
  const { TargetGroupArn } = group;
  const { Attributes } = await client.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
  return groupSettings(group, byName(Attributes));
}

/** Those that were deleted while they were read about are left out. */
async function all<From, To>(items: readonly From[], read: (item: From) => Promise<To>): Promise<To[]> {
  const results = await Promise.all(
    items.map((item) =>
      read(item).catch((error: unknown) => {
        if (error instanceof Error && error.name.includes("NotFound")) return undefined;
        throw error;
      }),
    ),
  );
  return results.filter((result) => result !== undefined);
}

function byName(attributes: readonly { Key?: string; Value?: string }[] = []): Attributes {
  return Object.fromEntries(attributes.map(({ Key = "", Value }) => [Key, Value]));
}
