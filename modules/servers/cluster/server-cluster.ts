import type { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import type { DataResource, ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { enforce, givenProps, tagEverything, type Precondition, together, typeRules } from "../../aws";
import type { HttpLoadBalancer } from "../../aws/load-balancer";
import {
  releaseLine,
  vouchFor,
  type ConsulServers,
  type ConsulServersTls,
  type DevServerLine,
  type Release,
} from "../../consul";
import {
  executionRole,
  keptData,
  offeredBy,
  serverRegistry,
  serverSecrets,
  serverSettings,
  snapshotPlace,
  taskSize,
  waitForLeader,
  type ServerLoadBalancer,
  type ServerSecrets,
  type ServerSettings,
} from "../common";
import type { ServerStorage } from "../storage";
import { ClusterLoadBalancer } from "./load-balancer";
import type { ServerClusterPropsOf } from "./props";
import { serverClusterRules } from "./rules";
import { peerSecurityGroup } from "./security-group";
import { ClusterServer } from "./server";

/**
 * One, three or five Consul servers as ECS tasks whose data outlives them: a service, a task definition and a directory on
 * a file system for each. They are made of the same parts as `DevServer`. There is no HCL module for it.
 */
export class ServerCluster<R extends Release = Release> extends Construct implements ConsulServers {
  readonly datacenter: string;
  readonly hosts: string;
  readonly retryJoin: readonly string[];
  readonly consulVersion?: string;
  readonly httpAddress: string;
  readonly tls?: ConsulServersTls;
  readonly acls: boolean;
  readonly bootstrapTokenSecretArn?: string;
  readonly gossipKeySecretArn?: string;
  readonly secretsKmsKeyArn?: string;
  readonly serverCount: number;
  readonly ready: readonly ITerraformDependable[];
  readonly generation?: string;
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
  private readonly props: ServerClusterPropsOf;

  constructor(scope: Construct, id: string, given: ServerClusterPropsOf<R>) {
    super(scope, id);
    const subject = `ServerCluster "${this.node.path}"`;
    const props = { persistence: true, executeCommand: false, namedLogGroups: true, ...givenProps(subject, given) };
    this.props = props;
    this.line = releaseLine(props.release).devServer;
    this.name = props.name ?? "server";
    this.datacenter = props.datacenter ?? "dc1";
    const image = props.consulImage ?? this.line.image;
    const version = props.consulVersion ?? image;
    const preconditions = this.refuse(subject, version);

    const secrets = serverSecrets(this, this.name, props);
    // One name for all servers, with the address of each that runs. ECS registers a service under one name only, and this is
    // the one that the mesh and the servers themselves need.
    const registry = serverRegistry(this, {
      name: this.name,
      namespace: props.serviceDiscoveryNamespace ?? this.datacenter,
      description: `The domain name for the Consul servers in ${this.datacenter}.`,
      vpcId: props.vpcId,
      routingPolicy: "MULTIVALUE",
    });
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
      storage: keptData(this, props, { name: this.name, securityGroupId: this.securityGroupId }),
      preconditions,
    });
    this.leader = this.loadBalancer && this.makeLeader(this.loadBalancer);
    if (props.tags) tagEverything(this, props.tags);

    const offered = offeredBy(props, this.serverDns, secrets);
    this.hosts = offered.hosts;
    this.retryJoin = offered.retryJoin;
    this.consulVersion = offered.consulVersion;
    this.tls = offered.tls;
    this.httpAddress = offered.httpAddress;
    this.acls = offered.acls;
    this.bootstrapTokenSecretArn = offered.bootstrapTokenSecretArn;
    this.gossipKeySecretArn = offered.gossipKeySecretArn;
    this.secretsKmsKeyArn = offered.secretsKmsKeyArn;
    this.primaryDatacenter = props.primaryDatacenter;
    this.serverCount = props.serverCount;
    this.ready = this.services;
    this.generation = props.persistence
      ? undefined
      : this.services.map(({ taskDefinition }) => taskDefinition).join(",");
    vouchFor(this);
  }

  private refuse(subject: string, version: string): Precondition[] {
    return enforce(
      subject,
      together(typeRules("ServerCluster", this.props), () =>
        serverClusterRules(this.props, { scope: this, name: this.name, version, datacenter: this.datacenter }),
      ),
    );
  }

  private makeLoadBalancer(settings: ServerLoadBalancer): ClusterLoadBalancer {
    return new ClusterLoadBalancer(this, "lb", {
      name: this.name,
      vpcId: this.props.vpcId,
      settings,
      serverCount: this.props.serverCount,
      healthCheck: this.line.targetHealthCheck,
    });
  }

  private settings(version: string): ServerSettings {
    const alone = serverSettings(this.props, {
      nodeName: this.name,
      datacenter: this.datacenter,
      line: this.line,
      version,
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
    const execution = executionRole(this, this.name, this.props, shared.secrets);
    const first: ITerraformDependable[] = [
      ...(balancer ? [balancer.balancer.listener] : []),
      ...(storage?.mountTargets ?? []),
    ];
    const snapshots = snapshotPlace(storage, this.props);
    const services: EcsService[] = [];
    for (let number = 1; number <= serverCount; number++) {
      const name = `${this.name}-${number}`;
      const data = storage?.addServer(`server-${number}`, name);
      const dataDirectory = data?.mountPoint.containerPath ?? settings.dataDirectory;
      const server = {
        ...shared,
        dnsName: this.serverDns,
        settings: { ...settings, nodeName: name, dataDirectory },
        dataMount: data?.mountPoint,
        snapshots: snapshots?.schedule,
      };
      const { service } = new ClusterServer(this, `server-${number}`, {
        ...shared,
        cluster: this.props,
        name,
        size: taskSize(this.props),
        server,
        executionRole: execution,
        subnetId: subnetIds[(number - 1) % subnetIds.length] ?? "",
        securityGroupId: this.securityGroupId,
        directories: [data, snapshots].flatMap((directory) => (directory ? [directory] : [])),
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
