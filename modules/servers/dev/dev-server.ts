import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { SecurityGroupRule } from "@cdktf/provider-aws/lib/security-group-rule";
import { ServiceDiscoveryPrivateDnsNamespace } from "@cdktf/provider-aws/lib/service-discovery-private-dns-namespace";
import { ServiceDiscoveryService } from "@cdktf/provider-aws/lib/service-discovery-service";
import type { DataResource } from "cdktf";
import { Construct } from "constructs";
import {
  openEgress,
  ANY_LAUNCH_TYPE,
  enforce,
  serviceConfig,
  serviceOptionRules,
  tagEverything,
  taskDefinitionConfig,
  taskOptionRules,
  type EcsRole,
  type Precondition,
} from "../../aws";
import { releaseLine, SERVER_PORTS, type ConsulServers, type ConsulServersTls, type DevServerLine } from "../../consul";
import { HttpLoadBalancer } from "../../aws/load-balancer";
import { ONE_AT_A_TIME, persistenceOf, ServerStorage, type DataDirectory } from "../storage";
import { CONSUL_VOLUME, SERVER_CONTAINER, serverContainers, type ServerContainers } from "../common/container";
import { isAtLeast } from "../common/consul-version";
import { waitForLeader } from "../common/leader";
import type { DevServerProps } from "./props";
import { devServerRules } from "./rules";
import { executionRole, taskRole } from "../common/roles";
import { serverSecrets } from "../common/secrets";
import { serverSettings } from "../common/server-config";

/**
 * One Consul server as an ECS task, for development and tests. Unless `persistence` keeps it, its data is gone with its task.
 * HCL: the module dev-server.
 */
export class DevServer extends Construct implements ConsulServers {
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
  /** DNS name in the VPC: `<name>.<namespace>`. HCL: the output `server_dns`. */
  readonly serverDns: string;
  /** HCL: the output `ecs_service_name`, and what to depend on. */
  readonly service: EcsService;
  readonly taskDefinition: EcsTaskDefinition;
  /** With a load balancer. HCL: the outputs `lb_dns_name` and `lb_security_group_id`. */
  readonly loadBalancer?: HttpLoadBalancer;
  /** With `loadBalancer.waitForLeader`: what writes to the server depends on it. */
  readonly leader?: DataResource;

  private readonly name: string;
  private readonly line: DevServerLine;

  constructor(scope: Construct, id: string, props: DevServerProps) {
    super(scope, id);
    this.line = releaseLine(props.release).devServer;
    this.name = props.name ?? "server";
    this.datacenter = props.datacenter ?? "dc1";
    const image = props.consulImage ?? this.line.image;
    const version = props.consulVersion ?? image;
    const preconditions = enforce(`DevServer "${this.node.path}"`, [
      ...taskOptionRules(props, size(props)),
      ...serviceOptionRules(props, {
        defaultLaunchType: "EC2",
        compatibilities: props.compatibilities ?? ANY_LAUNCH_TYPE,
      }),
      ...devServerRules(props, { name: this.name, version, datacenter: this.datacenter }),
    ]);

    const secrets = serverSecrets(this, this.name, props);
    const registry = this.makeRegistry(props);
    this.serverDns = registry.dnsName;
    this.loadBalancer = props.loadBalancer && this.makeLoadBalancer(props, props.loadBalancer);
    this.securityGroupId = this.makeSecurityGroup(props);
    const execution = executionRole(this, this.name, props, secrets);
    const storage = this.makeStorage(props);
    const data = storage?.addServer("server", this.name);
    const settings = serverSettings(props, {
      name: this.name,
      datacenter: this.datacenter,
      line: this.line,
      grpcTlsPort: isAtLeast(version, 1, 14),
      dataDirectory: data?.mountPoint.containerPath,
    });
    this.taskDefinition = this.makeTask(props, { image, settings, secrets }, execution, preconditions, data);
    this.service = this.makeService(props, registry.arn, execution, storage);
    this.leader = this.loadBalancer && this.makeLeader(props, this.loadBalancer);
    if (props.tags) tagEverything(this, props.tags);

    this.hosts = this.serverDns;
    this.retryJoin = [this.serverDns];
    this.tls = props.tls && serversTls(props.tls.caCertSecretArn);
    this.httpAddress = props.tls
      ? `https://${this.serverDns}:${SERVER_PORTS.https}`
      : `http://${this.serverDns}:${SERVER_PORTS.http}`;
    this.acls = !!props.acls;
    this.bootstrapTokenSecretArn = secrets.bootstrapTokenArn;
    this.gossipKeySecretArn = secrets.gossipKeyArn;
    this.primaryDatacenter = props.primaryDatacenter;
  }

  /** Cloud Map: the task is registered under a name that the mesh can be told before it runs. */
  private makeRegistry(props: DevServerProps): { readonly arn: string; readonly dnsName: string } {
    const namespace = new ServiceDiscoveryPrivateDnsNamespace(this, "namespace", {
      name: props.serviceDiscoveryNamespace ?? this.datacenter,
      description: `The domain name for the Consul dev server in ${this.datacenter}.`,
      vpc: props.vpcId,
    });
    const service = new ServiceDiscoveryService(this, "registry", {
      name: this.name,
      dnsConfig: { namespaceId: namespace.id, dnsRecords: [{ ttl: 10, type: "A" }] },
    });
    return { arn: service.arn, dnsName: `${service.name}.${namespace.name}` };
  }

  private makeLoadBalancer(
    props: DevServerProps,
    settings: NonNullable<DevServerProps["loadBalancer"]>,
  ): HttpLoadBalancer {
    return new HttpLoadBalancer(this, "lb", {
      ...settings,
      name: this.name,
      securityGroupName: `${this.name}-lb-sg`,
      description: "Access to Consul dev server HTTP API and UI.",
      vpcId: props.vpcId,
      port: SERVER_PORTS.http,
      healthCheck: { path: "/v1/status/leader", ...this.line.targetHealthCheck },
    });
  }

  private makeSecurityGroup({ vpcId }: DevServerProps): string {
    const { id } = new SecurityGroup(this, "security-group", { name: `${this.name}-ecs-sg`, vpcId });
    if (this.loadBalancer) {
      new SecurityGroupRule(this, "lb-ingress", {
        description: "Access to Consul dev server from security group attached to load balancer",
        type: "ingress",
        fromPort: 0,
        toPort: 0,
        protocol: "-1",
        sourceSecurityGroupId: this.loadBalancer.securityGroupId,
        securityGroupId: id,
      });
    }
    openEgress(this, id);
    return id;
  }

  /** Departure: the HCL module keeps nothing. Here it is opt-in. */
  private makeStorage(props: DevServerProps): ServerStorage | undefined {
    const persistence = persistenceOf(props.persistence);
    return (
      persistence &&
      new ServerStorage(this, "storage", {
        ...persistence,
        subnetIds: persistence.subnetIds ?? props.subnetIds,
        name: this.name,
        vpcId: props.vpcId,
        clientSecurityGroupId: this.securityGroupId,
      })
    );
  }

  private makeTask(
    props: DevServerProps,
    server: Pick<ServerContainers, "image" | "settings" | "secrets">,
    execution: EcsRole,
    preconditions: Precondition[],
    data?: DataDirectory,
  ): EcsTaskDefinition {
    return new EcsTaskDefinition(
      this,
      "task",
      taskDefinitionConfig({
        options: props,
        family: this.name,
        ...size(props),
        taskRoleArn: taskRole(this, this.name, props, data?.statements).arn,
        executionRoleArn: execution.arn,
        volumes: [{ name: CONSUL_VOLUME }, ...(data ? [data.volume] : [])],
        containers: serverContainers({
          ...server,
          dnsName: this.serverDns,
          dataMount: data?.mountPoint,
          healthCheck: this.line.healthCheck,
          logConfiguration: props.logConfiguration,
        }),
        preconditions,
      }),
    );
  }

  private makeService(
    props: DevServerProps,
    registryArn: string,
    execution: EcsRole,
    storage?: ServerStorage,
  ): EcsService {
    const { loadBalancer } = this;
    return new EcsService(this, "service", {
      ...serviceConfig({
        options: props,
        defaultLaunchType: "EC2",
        name: this.name,
        clusterArn: props.clusterArn,
        taskDefinitionArn: this.taskDefinition.arn,
        desiredCount: 1,
        subnetIds: props.subnetIds,
        securityGroupIds: [this.securityGroupId],
        executeCommand: true,
        dependsOn: [
          ...execution.attachments,
          ...(loadBalancer ? [loadBalancer.listener] : []),
          ...(storage?.mountTargets ?? []),
        ],
      }),
      ...(storage ? ONE_AT_A_TIME : {}),
      serviceRegistries: { registryArn, containerName: SERVER_CONTAINER },
      loadBalancer: loadBalancer && [
        {
          targetGroupArn: loadBalancer.targetGroupArn,
          containerName: SERVER_CONTAINER,
          containerPort: SERVER_PORTS.http,
        },
      ],
      healthCheckGracePeriodSeconds:
        loadBalancer && (props.healthCheckGracePeriodSeconds ?? this.line.healthCheckGracePeriod),
    });
  }

  private makeLeader({ loadBalancer }: DevServerProps, { dnsName }: HttpLoadBalancer): DataResource | undefined {
    return waitForLeader(this, "leader", {
      service: this.service,
      host: dnsName,
      waitForLeader: loadBalancer?.waitForLeader ?? false,
    });
  }
}

/** The task's size with its defaults. */
function size({ cpu = 256, memory = 512 }: DevServerProps) {
  return { cpu, memory };
}

/** One CA signs for RPC, HTTP and gRPC. */
function serversTls(caCertSecretArn: string): ConsulServersTls {
  return { enabled: true, caCertSecretArn, httpsCaCertSecretArn: caCertSecretArn };
}
