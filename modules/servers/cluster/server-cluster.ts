import type { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { ServiceDiscoveryPrivateDnsNamespace } from "@cdktf/provider-aws/lib/service-discovery-private-dns-namespace";
import { ServiceDiscoveryService } from "@cdktf/provider-aws/lib/service-discovery-service";
import type { DataResource, ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { enforce, tagEverything, type Precondition } from "../../aws";
import { releaseLine, SERVER_PORTS, type ConsulServers, type ConsulServersTls, type DevServerLine } from "../../consul";
import type { DevServerProps } from "../dev";
import { isAtLeast } from "../common/consul-version";
import type { ServerSecrets } from "../common/container";
import { waitForLeader } from "../common/leader";
import { executionRole } from "../common/roles";
import { serverSecrets } from "../common/secrets";
import { serverSettings, type ServerSettings } from "../common/server-config";
import type { HttpLoadBalancer } from "../../aws/load-balancer";
import { persistenceOf, ServerStorage } from "../storage";
import { ClusterLoadBalancer } from "./load-balancer";
import type { ServerClusterProps } from "./props";
import { serverClusterRules } from "./rules";
import { peerSecurityGroup } from "./security-group";
import { ClusterServer } from "./server";

/**
 * One, three or five Consul servers as ECS tasks whose data outlives them: a service, a task definition and a directory on
 * a file system for each. They are made of the same parts as `DevServer`. There is no HCL module for it.
 */
export class ServerCluster extends Construct implements ConsulServers {
  readonly datacenter: string;
  readonly hosts: string;
  readonly retryJoin: readonly string[];
  readonly httpAddress: string;
  readonly tls?: ConsulServersTls;
  readonly acls: boolean;
  readonly bootstrapTokenSecretArn?: string;
  readonly gossipKeySecretArn?: string;
  readonly securityGroupId: string;
  readonly primaryDatacenter?: string;
  /** DNS name in the VPC, `<name>.<namespace>`, with an address for each server that runs. */
  readonly serverDns: string;
  /** One for each server, in the order in which they are deployed; what to depend on. */
  readonly services: readonly EcsService[];
  readonly loadBalancer?: HttpLoadBalancer;
  /** With `loadBalancer.waitForLeader`: what writes to the servers depends on it. */
  readonly leader?: DataResource;

  private readonly name: string;
  private readonly line: DevServerLine;
  /** What a server of the cluster has in common with one that is alone. */
  private readonly single: DevServerProps;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ServerClusterProps,
  ) {
    super(scope, id);
    this.line = releaseLine(props.release).devServer;
    this.name = props.name ?? "server";
    this.datacenter = props.datacenter ?? "dc1";
    this.single = { ...props, persistence: persistenceOf(props.persistence ?? true) };
    const image = props.consulImage ?? this.line.image;
    const version = props.consulVersion ?? image;
    const preconditions = this.refuse(version);

    const secrets = serverSecrets(this, this.name, this.single);
    const registry = this.makeRegistry();
    this.serverDns = registry.dnsName;
    const balancer = props.loadBalancer && this.makeLoadBalancer(props.loadBalancer);
    this.loadBalancer = balancer?.balancer;
    this.securityGroupId = peerSecurityGroup(this, {
      name: this.name,
      vpcId: props.vpcId,
      loadBalancerSecurityGroupId: this.loadBalancer?.securityGroupId,
    });
    this.services = this.makeServers({
      image,
      secrets,
      settings: this.settings(version),
      registryArn: registry.arn,
      balancer,
      storage: this.makeStorage(),
      preconditions,
    });
    this.leader = this.loadBalancer && this.makeLeader(this.loadBalancer);
    if (props.tags) tagEverything(this, props.tags);

    this.hosts = this.serverDns;
    this.retryJoin = [this.serverDns];
    this.tls = props.tls && {
      enabled: true,
      caCertSecretArn: props.tls.caCertSecretArn,
      httpsCaCertSecretArn: props.tls.caCertSecretArn,
    };
    this.httpAddress = props.tls
      ? `https://${this.serverDns}:${SERVER_PORTS.https}`
      : `http://${this.serverDns}:${SERVER_PORTS.http}`;
    this.acls = !!props.acls;
    this.bootstrapTokenSecretArn = secrets.bootstrapTokenArn;
    this.gossipKeySecretArn = secrets.gossipKeyArn;
    this.primaryDatacenter = props.primaryDatacenter;
  }

  private refuse(version: string): Precondition[] {
    return enforce(
      `ServerCluster "${this.node.path}"`,
      serverClusterRules(this.props, {
        single: this.single,
        name: this.name,
        version,
        datacenter: this.datacenter,
        size: this.size(),
      }),
    );
  }

  /** The task's size with its defaults. */
  private size() {
    const { cpu = 256, memory = 512 } = this.props;
    return { cpu, memory };
  }

  /**
   * Cloud Map: one name for all servers, with the address of each that runs. ECS registers a service under one name only,
   * and this is the one that the mesh and the servers themselves need.
   */
  private makeRegistry(): { readonly arn: string; readonly dnsName: string } {
    const namespace = new ServiceDiscoveryPrivateDnsNamespace(this, "namespace", {
      name: this.props.serviceDiscoveryNamespace ?? this.datacenter,
      description: `The domain name for the Consul servers in ${this.datacenter}.`,
      vpc: this.props.vpcId,
    });
    const service = new ServiceDiscoveryService(this, "registry", {
      name: this.name,
      dnsConfig: {
        namespaceId: namespace.id,
        dnsRecords: [{ ttl: 10, type: "A" }],
        routingPolicy: "MULTIVALUE",
      },
    });
    return { arn: service.arn, dnsName: `${service.name}.${namespace.name}` };
  }

  private makeLoadBalancer(settings: NonNullable<DevServerProps["loadBalancer"]>): ClusterLoadBalancer {
    return new ClusterLoadBalancer(this, "lb", {
      name: this.name,
      vpcId: this.props.vpcId,
      settings,
      serverCount: this.props.serverCount,
      healthCheck: this.line.targetHealthCheck,
    });
  }

  private makeStorage(): ServerStorage | undefined {
    const persistence = persistenceOf(this.props.persistence ?? true);
    return (
      persistence &&
      new ServerStorage(this, "storage", {
        ...persistence,
        subnetIds: persistence.subnetIds ?? this.props.subnetIds,
        name: this.name,
        vpcId: this.props.vpcId,
        clientSecurityGroupId: this.securityGroupId,
      })
    );
  }

  private settings(version: string): ServerSettings {
    const alone = serverSettings(this.single, {
      name: this.name,
      datacenter: this.datacenter,
      line: this.line,
      grpcTlsPort: isAtLeast(version, 1, 14),
    });
    return { ...alone, cluster: { serverCount: this.props.serverCount, retryJoin: [this.serverDns] } };
  }

  /** One after another: Terraform changes a service only when it is done with those before it. */
  private makeServers(shared: {
    readonly image: string;
    readonly secrets: ServerSecrets;
    readonly settings: ServerSettings;
    readonly registryArn: string;
    readonly balancer?: ClusterLoadBalancer;
    readonly storage?: ServerStorage;
    readonly preconditions: Precondition[];
  }): EcsService[] {
    const { serverCount, subnetIds, healthCheckGracePeriodSeconds } = this.props;
    const { settings, storage, balancer } = shared;
    const execution = executionRole(this, this.name, this.single, shared.secrets);
    const first: ITerraformDependable[] = [
      ...(balancer ? [balancer.balancer.listener] : []),
      ...(storage?.mountTargets ?? []),
    ];
    const services: EcsService[] = [];
    for (let number = 1; number <= serverCount; number++) {
      const name = `${this.name}-${number}`;
      const data = storage?.addServer(`server-${number}`, name);
      const dataDirectory = data?.mountPoint.containerPath ?? settings.dataDirectory;
      const { service } = new ClusterServer(this, `server-${number}`, {
        ...shared,
        cluster: this.props,
        name,
        size: this.size(),
        server: { ...shared, dnsName: this.serverDns, settings: { ...settings, nodeName: name, dataDirectory } },
        executionRole: execution,
        subnetId: subnetIds[(number - 1) % subnetIds.length] ?? "",
        securityGroupId: this.securityGroupId,
        data,
        loadBalancer: balancer?.target(number),
        healthCheckGracePeriodSeconds: healthCheckGracePeriodSeconds ?? this.line.healthCheckGracePeriod,
        after: [...first, ...services.slice(-1)],
      });
      services.push(service);
    }
    return services;
  }

  private makeLeader({ dnsName }: HttpLoadBalancer): DataResource | undefined {
    const service = this.services.at(-1);
    const wait = this.props.loadBalancer?.waitForLeader ?? false;
    return service && waitForLeader(this, "leader", { service, host: dnsName, waitForLeader: wait });
  }
}
