import {
  DescribeTaskDefinitionCommand,
  ECSClient,
  UpdateServiceCommand,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";
import { EFSClient } from "@aws-sdk/client-efs";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { SSMClient } from "@aws-sdk/client-ssm";

type Env = Readonly<Record<string, string | undefined>>;

/** What makes a client of the AWS SDK ask whom this environment names. */
export function clientOptions(env: Env) {
  // The SDK's version is pinned: what later ones will need is nothing that a run should say.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  return {
    endpoint: env.AWS_ENDPOINT_URL,
    region: env.AWS_REGION,
    credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID ?? "", secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? "" },
  };
}

/** The clients of a mesh, for whom this environment names. */
export function awsClients(env: Env) {
  const options = clientOptions(env);
  return {
    ecs: new ECSClient(options),
    efs: new EFSClient(options),
    loadBalancing: new ElasticLoadBalancingV2Client(options),
    secretsManager: new SecretsManagerClient(options),
    cloudMap: new ServiceDiscoveryClient(options),
    ssm: new SSMClient(options),
  };
}

/** Reads task definitions: by ARN, or as a request names them. */
export function taskDefinitions(client: Pick<ECSClient, "send">) {
  return {
    async taskDefinition(reference: string): Promise<TaskDefinition> {
      const command = new DescribeTaskDefinitionCommand({ taskDefinition: reference });
      const { taskDefinition } = await client.send(command);
      if (!taskDefinition) throw new Error(`There is no task definition ${reference}.`);
      return taskDefinition;
    },
    async tagsOf(arn: string): Promise<Record<string, string>> {
      const command = new DescribeTaskDefinitionCommand({ taskDefinition: arn, include: ["TAGS"] });
      const { tags = [] } = await client.send(command);
      return Object.fromEntries(tags.map(({ key = "", value = "" }) => [key, value]));
    },
  };
}

/** Tells ECS how many tasks of a service there are to be. */
export async function setDesiredCount(
  env: Env,
  { clusterArn: cluster, name: service }: { readonly clusterArn: string; readonly name: string },
  desiredCount: number,
): Promise<void> {
  await new ECSClient(clientOptions(env)).send(new UpdateServiceCommand({ cluster, service, desiredCount }));
}
