import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsClusterCapacityProviders } from "@cdktf/provider-aws/lib/ecs-cluster-capacity-providers";
import { Construct } from "constructs";
import { AclController } from "../modules/mesh/controller";
import { awsLogs, type LogConfiguration } from "../modules/aws";
import type { ConfigEntry } from "../modules/consul/config-entries";
import { releaseLine, type JoinedServers, type Release } from "../modules/consul";
import { MeshSecurityGroup } from "../modules/mesh/security-group";
import { DevServer, type DevServerTls } from "../modules/servers/dev";
import { GatewayTask, type GatewayTaskProps } from "../modules/mesh/gateway";
import { ServiceMesh } from "../modules/mesh/service";
import type { Network } from "../modules/aws/network";

export interface DatacenterProps {
  /** Release line of Consul on ECS, which also says how datacenters are joined. */
  readonly release: Release;
  /** Name of Consul's datacenter; lower case letters, digits, hyphens and underscores. */
  readonly datacenter: string;
  /**
   * Prefix of all names. The longest, `<name>-consul-server`, is that of a load balancer, for which AWS allows 32
   * characters: at most 18.
   */
  readonly name: string;
  readonly region: string;
  readonly network: Network;
  /** What the servers are told of the other datacenter: from the `datacenterJoin` of the release line. */
  readonly servers: JoinedServers;
  /** Mesh gateways tell the servers of datacenters apart by the names of TLS. All datacenters have the same CA. */
  readonly tls: DevServerTls;
  /** Who may reach the UI. */
  readonly ingressCidrBlocks: readonly string[];
  /** Configuration entries for the first start of the servers. @default none */
  readonly configEntries?: () => readonly ConfigEntry[];
  /** Has the apply wait until the tasks run. @default false */
  readonly waitForSteadyState?: boolean;
}

/**
 * One of the datacenters that mesh gateways join: a cluster with a Consul server, the controller with ACLs, a mesh
 * gateway behind a network load balancer, and the mesh into which its services go.
 * HCL: the folders `datacenter` and `gateway` of the examples mesh-gateways and cluster-peering.
 */
export class Datacenter extends Construct {
  readonly datacenter: string;
  readonly servers: DevServer;
  readonly gateway: GatewayTask;
  readonly mesh: ServiceMesh;
  private readonly cluster: EcsCluster;
  private readonly logGroup: CloudwatchLogGroup;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DatacenterProps,
  ) {
    super(scope, id);
    this.datacenter = props.datacenter;
    this.logGroup = new CloudwatchLogGroup(this, "logs", { name: props.name });
    this.cluster = this.makeCluster();
    this.servers = this.makeServers();
    const securityGroup = this.makeSecurityGroup();
    const controller = this.servers.acls ? this.makeController(securityGroup) : undefined;
    const ready = [controller?.service ?? this.servers.service];
    this.gateway = this.makeGateway(securityGroup, ready);
    this.mesh = new ServiceMesh({
      release: props.release,
      servers: this.servers,
      clusterArn: this.cluster.arn,
      subnetIds: props.network.privateSubnetIds,
      securityGroup,
      dependsOn: ready,
      waitForSteadyState: props.waitForSteadyState,
      taskOptions: this.join.tasks(this.servers.acls),
      meshGateway: this.gateway,
      configEntries: this.join.configEntries,
    });
  }

  /** Where the log of a container goes. */
  get logs(): { readonly logGroup: string; readonly region: string } {
    return { logGroup: this.logGroup.name, region: this.props.region };
  }

  private get join() {
    return releaseLine(this.props.release).datacenterJoin;
  }

  private makeCluster(): EcsCluster {
    const cluster = new EcsCluster(this, "cluster", { name: this.props.name });
    new EcsClusterCapacityProviders(this, "capacity-providers", {
      clusterName: cluster.name,
      capacityProviders: ["FARGATE"],
    });
    return cluster;
  }

  private makeServers(): DevServer {
    const { release, name, datacenter, network, tls, configEntries, ingressCidrBlocks, waitForSteadyState } =
      this.props;
    const props = {
      ...releaseLine(release).devServer.encryptedGossip,
      ...this.props.servers,
      release,
      name: `${name}-consul-server`,
      clusterArn: this.cluster.arn,
      vpcId: network.vpcId,
      subnetIds: network.privateSubnetIds,
      launchType: "FARGATE",
      datacenter,
      tls,
      loadBalancer: { subnetIds: network.publicSubnetIds, ingressCidrBlocks },
      healthCheckGracePeriodSeconds: 0,
      configEntries,
      logConfiguration: this.logsOf("consul-server"),
      waitForSteadyState,
    } as const;
    return new DevServer(this, "server", props);
  }

  private makeSecurityGroup(): MeshSecurityGroup {
    const { release, name, network } = this.props;
    const securityGroup = new MeshSecurityGroup(this, "mesh", { release, name: `${name}-mesh`, vpcId: network.vpcId });
    securityGroup.connectTo(this.servers);
    return securityGroup;
  }

  private makeController({ securityGroupId }: MeshSecurityGroup): AclController {
    return new AclController(this, "controller", {
      release: this.props.release,
      servers: this.servers,
      namePrefix: this.props.name,
      clusterArn: this.cluster.arn,
      subnetIds: this.props.network.privateSubnetIds,
      securityGroupIds: [securityGroupId],
      logConfiguration: this.logsOf("consul-controller"),
      dependsOn: [this.servers.service],
    });
  }

  /** The sidecars and the servers here call it directly, other datacenters through its load balancer. */
  private makeGateway({ securityGroupId }: MeshSecurityGroup, dependsOn: GatewayTaskProps["dependsOn"]): GatewayTask {
    const { release, name, network } = this.props;
    const props = {
      ...this.join.gateway(this.servers.acls),
      release,
      kind: "mesh-gateway",
      servers: this.servers,
      family: `${name}-mesh-gateway`,
      clusterArn: this.cluster.arn,
      subnetIds: network.privateSubnetIds,
      securityGroupIds: [securityGroupId],
      loadBalancer: { vpcId: network.vpcId, subnetIds: network.publicSubnetIds },
      logConfiguration: this.logsOf("mesh-gateway"),
      dependsOn,
      waitForSteadyState: this.props.waitForSteadyState,
    } as const;
    return new GatewayTask(this, "gateway", props as GatewayTaskProps);
  }

  private logsOf(streamPrefix: string): LogConfiguration {
    return awsLogs({ ...this.logs, streamPrefix });
  }
}
