import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsClusterCapacityProviders } from "@cdktf/provider-aws/lib/ecs-cluster-capacity-providers";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { applicationOf, type Environment } from "../environments";
import { AclController } from "../modules/mesh/controller";
import { awsLogs, type LogConfiguration } from "../modules/aws";
import type { ConfigEntry } from "../modules/consul/config-entries";
import { type ConsulServers } from "../modules/consul";
import { MeshSecurityGroup } from "../modules/mesh/security-group";
import { Ec2Capacity, type Ec2Placement } from "../modules/aws/capacity";
import { ExampleApp } from "../applications";
import { ServiceMesh } from "../modules/mesh/service";
import type { Network } from "../modules/aws/network";
import { writeConfigEntries } from "./config-entries";
import { EnvironmentStack } from "./environment-stack";
import { networkOf } from "./network";

/**
 * What every environment of one datacenter has, wherever its servers are: a network, a cluster, and the mesh. A stack of its own hosting
 * makes the servers and hands them to `addMesh`.
 */
export abstract class MeshStack extends EnvironmentStack {
  protected readonly network: Network;
  protected readonly cluster: EcsCluster;
  /** The services of the environment, and who calls whom. */
  mesh?: ServiceMesh;
  /** What the tasks run on, for the props of what makes them; nothing on Fargate. */
  protected readonly placement?: Ec2Placement;
  /** What must be there before the first service, because its tasks are placed with it. */
  protected readonly beforeServices: readonly ITerraformDependable[];
  private readonly logGroup: CloudwatchLogGroup;

  constructor(scope: Construct, environment: Environment) {
    super(scope, environment);
    this.network = networkOf(this, "network", environment.name, environment.network);
    this.cluster = new EcsCluster(this, "cluster", { name: environment.name });
    const capacity = this.makeCapacity();
    const providers = this.makeCapacityProviders(capacity);
    this.placement = capacity?.placement;
    this.beforeServices = capacity ? [providers] : [];
    this.logGroup = new CloudwatchLogGroup(this, "logs", { name: environment.name });
  }

  override get meshes(): readonly ServiceMesh[] {
    return this.mesh ? [this.mesh] : [];
  }

  private makeCapacity(): Ec2Capacity | undefined {
    const { name, tasks } = this.environment;
    if (tasks.launchType !== "ec2") return undefined;
    const { launchType: _ec2, ...instances } = tasks;
    return new Ec2Capacity(this, "instances", {
      ...instances,
      name: `${name}-instances`,
      clusterName: this.cluster.name,
      vpcId: this.network.vpcId,
      subnetIds: this.network.privateSubnetIds,
    });
  }

  private makeCapacityProviders(capacity: Ec2Capacity | undefined): EcsClusterCapacityProviders {
    return new EcsClusterCapacityProviders(this, "capacity-providers", {
      clusterName: this.cluster.name,
      capacityProviders: ["FARGATE", ...(capacity ? [capacity.capacityProvider] : [])],
    });
  }

  /** The log of a container, under a prefix in the log group of the environment. */
  protected logs(streamPrefix: string): LogConfiguration {
    return awsLogs({ logGroup: this.logGroup.name, region: this.environment.region, streamPrefix });
  }

  /** The mesh that the servers carry: the controller with ACLs, and the example application. */
  protected addMesh(servers: ConsulServers, options: { readonly after: readonly ITerraformDependable[] }): void {
    const { name, release, region } = this.environment;
    const securityGroup = new MeshSecurityGroup(this, "mesh", {
      release,
      name: `${name}-mesh`,
      vpcId: this.network.vpcId,
    });
    securityGroup.connectTo(servers);
    const after = [...options.after, ...this.beforeServices];
    const controller = servers.acls ? this.makeController(servers, securityGroup, after) : undefined;
    this.mesh = new ServiceMesh({
      release,
      servers,
      clusterArn: this.cluster.arn,
      subnetIds: this.network.privateSubnetIds,
      securityGroup,
      dependsOn: controller ? [controller.service] : after,
      waitForSteadyState: this.variables.waitForSteadyState,
    });
    const example = hasExample(this.environment)
      ? new ExampleApp(this, "example", {
          mesh: this.mesh,
          name,
          network: this.network,
          ingressCidrBlocks: [this.variables.ingressCidr],
          logs: { logGroup: this.logGroup.name, region },
          placement: this.placement,
        })
      : undefined;
    if (this.environment.configEntries === "terraform") writeConfigEntries(this, this.mesh);
    this.addOutputs(servers, example);
  }

  /** For servers that are told from their first start. The mesh grows after they are made, so they ask late. */
  protected bootstrapConfigEntries(): (() => readonly ConfigEntry[]) | undefined {
    return toldAtStart(this.environment) ? () => this.mesh?.configEntries() ?? [] : undefined;
  }

  private makeController(
    servers: ConsulServers,
    mesh: MeshSecurityGroup,
    after: readonly ITerraformDependable[],
  ): AclController {
    return new AclController(this, "controller", {
      release: this.environment.release,
      servers,
      namePrefix: this.environment.name,
      clusterArn: this.cluster.arn,
      subnetIds: this.network.privateSubnetIds,
      securityGroupIds: [mesh.securityGroupId],
      logConfiguration: this.logs("consul-controller"),
      dependsOn: after,
      ...this.placement,
    });
  }

  private addOutputs(servers: ConsulServers, example: ExampleApp | undefined): void {
    if (example)
      this.output("example_url", example.url, "The example application: what the client got from the server.");
    this.addTokenOutputs(servers);
  }
}

/** Whether the servers are told of the configuration entries when they start. */
export function toldAtStart({ configEntries }: Environment): boolean {
  return configEntries === "bootstrap" || configEntries === "deliver";
}

export function hasExample(environment: Environment): boolean {
  return applicationOf(environment, { example: true, none: false });
}
