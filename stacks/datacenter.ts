import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsClusterCapacityProviders } from "@cdktf/provider-aws/lib/ecs-cluster-capacity-providers";
import { Construct } from "constructs";
import type { Environment } from "../environments";
import { awsLogs, type LogConfiguration } from "../modules/aws";
import { Ec2Capacity } from "../modules/aws/capacity";
import type { Network } from "../modules/aws/network";
import type { ConsulServers, JoinedServers, Release, Releases } from "../modules/consul";
import type { ConfigEntry } from "../modules/consul/config-entries";
import type { MeshPlacement } from "../modules/mesh/service";
import { ServiceMesh } from "../modules/mesh/service-mesh";
import { logGroupOptions } from "./logs";
import type { MadeServers, ServersFactory } from "./servers";
import type { RunVariables } from "./variables";

export interface DatacenterProps {
  readonly environment: Environment;
  readonly variables: RunVariables;
  /** Prefix of all names. */
  readonly name: string;
  /** Name of Consul's datacenter. */
  readonly datacenter: string;
  readonly network: Network;
  readonly makeServers: ServersFactory;
  /** What the join to another datacenter says. @default the datacenter is alone */
  readonly join?: DatacenterJoinProps;
}

export interface DatacenterJoinProps {
  readonly servers: JoinedServers;
  readonly taskDefaults: Partial<Releases[Release]["meshTask"]>;
  readonly moreConfigEntries: readonly ConfigEntry[];
  /** What the servers take at their first start, where they are told then; nothing where they have it from the other. */
  readonly startEntries?: () => readonly ConfigEntry[];
  /** Entries of the other datacenter that are written here. */
  readonly deliverAlso?: () => readonly ConfigEntry[];
  /** Whether the entries are written here at all. */
  readonly delivers: boolean;
}

/** One datacenter: a cluster and its capacity, the servers wherever they are, and the mesh into which services go. */
export class Datacenter extends Construct {
  readonly datacenter: string;
  readonly name: string;
  readonly network: Network;
  readonly made: MadeServers;
  readonly mesh: ServiceMesh;
  private readonly cluster: EcsCluster;
  private readonly logGroup: CloudwatchLogGroup;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DatacenterProps,
  ) {
    super(scope, id);
    const { environment, variables } = props;
    this.datacenter = props.datacenter;
    this.name = props.name;
    this.network = props.network;
    this.logGroup = new CloudwatchLogGroup(this, "logs", { name: props.name, ...logGroupOptions(environment.logs) });
    this.cluster = new EcsCluster(this, "cluster", {
      name: props.name,
      setting: environment.containerInsights ? [{ name: "containerInsights", value: "enabled" }] : undefined,
    });
    const capacity = this.makeCapacity();
    const providers = this.makeCapacityProviders(capacity);
    const placement: MeshPlacement = {
      ...capacity?.placement,
      waitForSteadyState: variables.waitForSteadyState,
    };
    const before = capacity ? [providers] : [];
    this.made = props.makeServers({
      scope: this,
      name: props.name,
      datacenter: props.datacenter,
      network: props.network,
      cluster: this.cluster,
      placement,
      executeCommand: environment.executeCommand,
      before,
      logGroup: this.logGroup.name,
      logs: (streamPrefix) => this.logs(streamPrefix),
      ingressCidrBlocks: variables.ingressCidrBlocks,
      waitForSteadyState: variables.waitForSteadyState,
      configEntries: environment.configEntries === "bootstrap" ? this.startEntries() : undefined,
      joined: props.join?.servers,
    });
    this.mesh = this.makeMesh(placement, before);
  }

  get servers(): ConsulServers {
    return this.made.servers;
  }

  private logs(streamPrefix: string): LogConfiguration {
    return awsLogs({ logGroup: this.logGroup.name, region: this.props.environment.region, streamPrefix });
  }

  /** The mesh grows after its servers are made, so they ask late. */
  private startEntries(): (() => readonly ConfigEntry[]) | undefined {
    const { join } = this.props;
    return join ? join.startEntries : () => this.mesh.configEntries();
  }

  private makeCapacity(): Ec2Capacity | undefined {
    const { tasks } = this.props.environment;
    if (tasks.launchType !== "ec2") return undefined;
    const { launchType: _ec2, ...instances } = tasks;
    return new Ec2Capacity(this, "instances", {
      ...instances,
      name: `${this.name}-instances`,
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

  private makeMesh(placement: MeshPlacement, before: readonly EcsClusterCapacityProviders[]): ServiceMesh {
    const { environment, join } = this.props;
    const { region, release, configEntries, rollAfterLoss, executeCommand } = environment;
    return new ServiceMesh(this, "mesh", {
      name: this.name,
      release,
      servers: this.made.servers,
      cluster: this.cluster,
      network: this.network,
      region,
      logs: { logGroup: this.logGroup.name, region },
      placement,
      executeCommand,
      dependsOn: before,
      configEntries: configEntries === "deliver" && (join?.delivers ?? true) ? "deliver" : "none",
      moreConfigEntries: join?.moreConfigEntries,
      deliverAlso: join?.deliverAlso,
      taskDefaults: join?.taskDefaults,
      rollAfterLoss,
    });
  }
}
