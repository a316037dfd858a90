import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListServicesCommand,
  ListTaskDefinitionsCommand,
  type ContainerDefinition,
  type Service,
  type Tag,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { GetSecretValueCommand, ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import {
  ListNamespacesCommand,
  ListServicesCommand as ListRegistriesCommand,
  ServiceDiscoveryClient,
} from "@aws-sdk/client-servicediscovery";

export interface TaggedTask extends TaskDefinition {
  readonly tags: Tag[] | undefined;
}

/** Asks AWS's own APIs, of the emulator, what is there. */
export class Aws {
  private readonly ecs: ECSClient;
  private readonly elb: ElasticLoadBalancingV2Client;
  private readonly secretsManager: SecretsManagerClient;
  private readonly cloudMap: ServiceDiscoveryClient;

  constructor(endpoint: string) {
    const config = { endpoint, region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } };
    this.ecs = new ECSClient(config);
    this.elb = new ElasticLoadBalancingV2Client(config);
    this.secretsManager = new SecretsManagerClient(config);
    this.cloudMap = new ServiceDiscoveryClient(config);
  }

  async taskDefinitions(): Promise<TaggedTask[]> {
    const { taskDefinitionArns = [] } = await this.ecs.send(new ListTaskDefinitionsCommand({ status: "ACTIVE" }));
    return Promise.all(
      taskDefinitionArns.map(async (taskDefinition) => {
        const answer = await this.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ["TAGS"] }));
        return { ...answer.taskDefinition, tags: answer.tags };
      }),
    );
  }

  async services(cluster: string): Promise<Service[]> {
    const { serviceArns = [] } = await this.ecs.send(new ListServicesCommand({ cluster }));
    const { services = [] } = await this.ecs.send(new DescribeServicesCommand({ cluster, services: serviceArns }));
    return services;
  }

  /** A load balancer with what it forwards to. */
  async loadBalancer(name: string) {
    const { LoadBalancers = [] } = await this.elb.send(new DescribeLoadBalancersCommand({ Names: [name] }));
    const [loadBalancer] = LoadBalancers;
    const { Listeners = [] } = await this.elb.send(
      new DescribeListenersCommand({ LoadBalancerArn: loadBalancer?.LoadBalancerArn }),
    );
    const { TargetGroups = [] } = await this.elb.send(new DescribeTargetGroupsCommand({ Names: [name] }));
    return { loadBalancer, listeners: Listeners, targetGroup: TargetGroups[0] };
  }

  /** A load balancer that forwards to more than one target group. */
  async networkLoadBalancer(name: string) {
    const { LoadBalancers = [] } = await this.elb.send(new DescribeLoadBalancersCommand({ Names: [name] }));
    const [loadBalancer] = LoadBalancers;
    const { Listeners = [] } = await this.elb.send(
      new DescribeListenersCommand({ LoadBalancerArn: loadBalancer?.LoadBalancerArn }),
    );
    return { loadBalancer, listeners: Listeners };
  }

  /** Name -> value. */
  async secrets(): Promise<Record<string, string>> {
    const { SecretList = [] } = await this.secretsManager.send(new ListSecretsCommand({}));
    const values = SecretList.map(async ({ Name, ARN }) => {
      const { SecretString } = await this.secretsManager.send(new GetSecretValueCommand({ SecretId: ARN }));
      return [Name ?? "", SecretString ?? ""] as const;
    });
    return Object.fromEntries(await Promise.all(values));
  }

  /** Every name under which Cloud Map answers. */
  async discoverableNames(): Promise<string[]> {
    const { Namespaces = [] } = await this.cloudMap.send(new ListNamespacesCommand({}));
    const names = Namespaces.map(async ({ Id, Name }) => {
      const filter = { Name: "NAMESPACE_ID" as const, Values: [Id ?? ""] };
      const { Services = [] } = await this.cloudMap.send(new ListRegistriesCommand({ Filters: [filter] }));
      return Services.map((service) => `${service.Name}.${Name}`);
    });
    return (await Promise.all(names)).flat();
  }
}

/** The containers of a task, by name. */
export function containersOf(task: TaskDefinition): Record<string, ContainerDefinition> {
  return Object.fromEntries((task.containerDefinitions ?? []).map((container) => [container.name ?? "", container]));
}
