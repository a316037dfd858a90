import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { LocalBackend, TerraformStack } from "cdktf";
import { awsLogs } from "../../../modules/aws";
import { ExternalConsulServers } from "../../../modules/consul-ecs";
import { MeshService } from "../../../modules/mesh-service";
import { environment, IMAGE, REGION, SERVER_HOST, services, SUBNET_IDS, VPC_ID } from "./services";
import { synthesize } from "./synthesize";

/** The services as a user of this project writes them. */
synthesize((app, count) => {
  const stack = new TerraformStack(app, "bench");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  new AwsProvider(stack, "aws", { region: REGION });
  const cluster = new EcsCluster(stack, "cluster", { name: "bench" });
  const mesh = new SecurityGroup(stack, "mesh", { name: "bench-mesh", vpcId: VPC_ID });
  const logGroup = new CloudwatchLogGroup(stack, "logs", { name: "bench" }).name;
  const ca = new SecretsmanagerSecret(stack, "ca", { name: "bench-ca" });
  const servers = ExternalConsulServers.fromAttributes({
    datacenter: "dc1",
    hosts: SERVER_HOST,
    tls: { enabled: true, caCertSecretArn: ca.arn },
    acls: true,
  });
  for (const service of services(count)) {
    const logConfiguration = awsLogs({ logGroup, region: REGION, streamPrefix: service.name });
    new MeshService(stack, service.name, {
      clusterArn: cluster.arn,
      subnetIds: SUBNET_IDS,
      securityGroupIds: [mesh.id],
      task: {
        release: "0.10",
        servers,
        family: service.name,
        port: service.port,
        upstreams: service.upstreams,
        logConfiguration,
        containers: [
          {
            name: "app",
            image: IMAGE,
            essential: true,
            environment: environment(service),
            portMappings: [{ containerPort: service.port, protocol: "tcp" }],
            logConfiguration,
          },
        ],
      },
    });
  }
  return stack;
});
