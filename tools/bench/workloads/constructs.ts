import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { LocalBackend, TerraformStack } from "cdktf";
import { awsLogs } from "../../../modules/aws";
import { ExternalConsulServers } from "../../../modules/servers/external";
import { ServiceMesh } from "../../../modules/mesh/service-mesh";
import { IMAGE, REGION, SERVER_HOST, services, SUBNET_IDS, VPC_ID } from "./services";
import { synthesize } from "./synthesize";

/** The services as a user of this project writes them. */
synthesize((app, count) => {
  const stack = new TerraformStack(app, "bench");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  new AwsProvider(stack, "aws", { region: REGION });
  const cluster = new EcsCluster(stack, "cluster", { name: "bench" });
  const logGroup = new CloudwatchLogGroup(stack, "logs", { name: "bench" }).name;
  const ca = new SecretsmanagerSecret(stack, "ca", { name: "bench-ca" });
  const servers = ExternalConsulServers.fromAttributes({
    datacenter: "dc1",
    hosts: SERVER_HOST,
    tls: { enabled: true, caCertSecretArn: ca.arn },
    acls: true,
  });
  const mesh = new ServiceMesh(stack, "mesh", {
    release: "0.10",
    servers,
    cluster,
    network: { vpcId: VPC_ID, privateSubnetIds: SUBNET_IDS },
    // What is compared has neither a controller nor configuration entries.
    controller: false,
    configEntries: "none",
  });
  for (const { name, port, upstreams } of services(count)) {
    const logConfiguration = awsLogs({ logGroup, region: REGION, streamPrefix: name });
    mesh.addService(name, {
      family: name,
      port,
      logConfiguration,
      containers: ({ connectTo }) => [
        {
          name: "app",
          image: IMAGE,
          essential: true,
          environment: [
            { name: "NAME", value: name },
            {
              name: "UPSTREAM_URIS",
              value: upstreams
                .map(({ destinationName, localBindPort: localPort }) => connectTo(destinationName, { localPort }))
                .map(({ url }) => url)
                .join(","),
            },
          ],
          portMappings: [{ containerPort: port, protocol: "tcp" }],
          logConfiguration,
        },
      ],
    });
  }
  return stack;
});
