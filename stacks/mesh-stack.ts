import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsClusterCapacityProviders } from "@cdktf/provider-aws/lib/ecs-cluster-capacity-providers";
import type { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "../environments";
import { AclController } from "../modules/acl-controller";
import { awsLogs, type LogConfiguration } from "../modules/aws";
import { MeshSecurityGroup, type ConsulServers } from "../modules/consul-ecs";
import { ExampleApp } from "../modules/example-app";
import { ExistingNetwork, Vpc, type Network } from "../modules/network";
import { useBackend } from "./backend";
import { RunVariables } from "./variables";

/**
 * What every environment has, wherever its servers are: a network, a cluster, and the mesh. A stack of its own hosting
 * makes the servers and hands them to `addMesh`.
 */
export abstract class MeshStack extends TerraformStack {
  protected readonly variables: RunVariables;
  protected readonly network: Network;
  protected readonly cluster: EcsCluster;
  private readonly logGroup: CloudwatchLogGroup;

  constructor(
    scope: Construct,
    protected readonly environment: Environment,
  ) {
    super(scope, environment.stack);
    // Write-only attributes, through which secrets go, came with Terraform 1.11.
    this.addOverride("terraform.required_version", ">= 1.11");
    new AwsProvider(this, "aws", { region: environment.region });
    useBackend(this, environment.backend);
    this.variables = new RunVariables(this);
    this.network = this.makeNetwork();
    this.cluster = this.makeCluster();
    this.logGroup = new CloudwatchLogGroup(this, "logs", { name: environment.name });
  }

  private makeNetwork(): Network {
    const { name, network } = this.environment;
    return "vpcId" in network
      ? ExistingNetwork.fromIds(network)
      : new Vpc(this, "network", {
          name,
          cidr: network.cidr,
          availabilityZoneCount: network.availabilityZones,
          natGateways: network.natGateways,
        });
  }

  private makeCluster(): EcsCluster {
    const cluster = new EcsCluster(this, "cluster", { name: this.environment.name });
    new EcsClusterCapacityProviders(this, "capacity-providers", {
      clusterName: cluster.name,
      capacityProviders: ["FARGATE"],
    });
    return cluster;
  }

  /** The log of a container, under a prefix in the log group of the environment. */
  protected logs(streamPrefix: string): LogConfiguration {
    return awsLogs({ logGroup: this.logGroup.name, region: this.environment.region, streamPrefix });
  }

  /** The mesh that the servers carry: the controller with ACLs, and the example application. */
  protected addMesh(servers: ConsulServers, options: { readonly after: readonly EcsService[] }): void {
    const { name, release, region } = this.environment;
    const mesh = new MeshSecurityGroup(this, "mesh", { release, name: `${name}-mesh`, vpcId: this.network.vpcId });
    mesh.connectTo(servers);
    const controller = servers.acls ? this.makeController(servers, mesh, options.after) : undefined;
    const example = new ExampleApp(this, "example", {
      release,
      servers,
      name,
      clusterArn: this.cluster.arn,
      network: this.network,
      mesh,
      ingressCidrBlocks: [this.variables.ingressCidr],
      logs: { logGroup: this.logGroup.name, region },
      waitForSteadyState: this.variables.waitForSteadyState,
      dependsOn: controller ? [controller.service] : options.after,
    });
    this.addOutputs(servers, example);
  }

  private makeController(servers: ConsulServers, mesh: MeshSecurityGroup, after: readonly EcsService[]): AclController {
    return new AclController(this, "controller", {
      release: this.environment.release,
      servers,
      namePrefix: this.environment.name,
      clusterArn: this.cluster.arn,
      subnetIds: this.network.privateSubnetIds,
      securityGroupIds: [mesh.securityGroupId],
      logConfiguration: this.logs("consul-controller"),
      dependsOn: after,
    });
  }

  private addOutputs(servers: ConsulServers, example: ExampleApp): void {
    this.output("example_url", example.url, "The example application: what the client got from the server.");
    const arn = servers.bootstrapTokenSecretArn;
    if (arn === undefined) return;
    this.output("bootstrap_token_secret_arn", arn, "Secret with the bootstrap token, with which to log in to Consul.");
    this.output(
      "bootstrap_token_command",
      `aws secretsmanager get-secret-value --region ${this.environment.region} --secret-id ${arn} --query SecretString --output text`,
      "Prints the bootstrap token.",
    );
  }

  protected output(name: string, value: string, description: string): void {
    new TerraformOutput(this, name, { value, description });
  }
}
