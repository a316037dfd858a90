import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition, type EcsTaskDefinitionVolume } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { SecurityGroupRule } from "@cdktf/provider-aws/lib/security-group-rule";
import type { DataResource, ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import {
  openEgress,
  enforce,
  givenProps,
  ONE_AT_A_TIME,
  serviceConfig,
  tagEverything,
  taskDefinitionConfig,
  type EcsRole,
  type Precondition,
  together,
  typeRules,
} from "../../aws";
import { HttpLoadBalancer } from "../../aws/load-balancer";
import {
  releaseLine,
  SERVER_PORTS,
  vouchFor,
  type ConsulServers,
  type ConsulServersTls,
  type DevServerLine,
  type Release,
} from "../../consul";
import {
  CONSUL_VOLUME,
  executionRole,
  keptData,
  offeredBy,
  SERVER_CONTAINER,
  serverContainers,
  serverHealthCheck,
  serverRegistry,
  serverSecrets,
  serverSettings,
  snapshotPlace,
  taskRole,
  taskSize,
  waitForLeader,
  type ServerContainers,
} from "../common";
import type { ServerStorage } from "../storage";
import type { DevServerPropsOf } from "./props";
import { devServerRules } from "./rules";

/**
 * One Consul server as an ECS task, for development and tests. Unless `persistence` keeps it, its data is gone with its task.
 * HCL: the module dev-server.
 */
export class DevServer<R extends Release = Release> extends Construct implements ConsulServers {
  readonly datacenter: string;
  readonly hosts: string;
  readonly retryJoin: readonly string[];
  readonly consulVersion?: string;
  readonly httpAddress: string;
  readonly tls?: ConsulServersTls;
  readonly acls: boolean;
  readonly bootstrapTokenSecretArn?: string;
  readonly gossipKeySecretArn?: string;
  readonly serverCount = 1;
  readonly ready: readonly ITerraformDependable[];
  readonly generation?: string;
  readonly secretsKmsKeyArn?: string;
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

  constructor(scope: Construct, id: string, given: DevServerPropsOf<R>) {
    super(scope, id);
    const subject = `DevServer "${this.node.path}"`;
    const props = givenProps(subject, given);
    this.line = releaseLine(props.release).devServer;
    this.name = props.name ?? "server";
    this.datacenter = props.datacenter ?? "dc1";
    const image = props.consulImage ?? this.line.image;
    const version = props.consulVersion ?? image;
    const preconditions = enforce(
      subject,
      together(typeRules("DevServer", props), () =>
        devServerRules(props, { scope: this, name: this.name, version, datacenter: this.datacenter }),
      ),
    );

    const secrets = serverSecrets(this, this.name, props);
    const registry = serverRegistry(this, {
      name: this.name,
      namespace: props.serviceDiscoveryNamespace ?? this.datacenter,
      description: `The domain name for the Consul dev server in ${this.datacenter}.`,
      vpcId: props.vpcId,
    });
    this.serverDns = registry.dnsName;
    this.loadBalancer = props.loadBalancer && this.makeLoadBalancer(props, props.loadBalancer);
    this.securityGroupId = this.makeSecurityGroup(props);
    const execution = executionRole(this, this.name, props, secrets);
    // Departure: the HCL module keeps nothing. Here it is opt-in.
    const storage = keptData(this, props, { name: this.name, securityGroupId: this.securityGroupId });
    const data = storage?.addServer("server", this.name);
    const snapshots = snapshotPlace(storage, props);
    const settings = serverSettings(props, {
      nodeName: props.nodeName ?? this.name,
      datacenter: this.datacenter,
      line: this.line,
      version,
      dataDirectory: data?.mountPoint.containerPath,
    });
    const role = taskRole(this, this.name, props, [...(data?.statements ?? []), ...(snapshots?.statements ?? [])]);
    const server = { image, settings, secrets, dataMount: data?.mountPoint, snapshots: snapshots?.schedule };
    const volumes = [data, snapshots].flatMap((directory) => (directory ? [directory.volume] : []));
    this.taskDefinition = this.makeTask(props, { execution, role }, server, volumes, preconditions);
    this.service = this.makeService(props, registry.arn, [execution, role], storage);
    this.leader = this.loadBalancer && this.makeLeader(props, this.loadBalancer);
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
    this.ready = [this.service];
    this.generation = data ? undefined : this.taskDefinition.arn;
    vouchFor(this);
  }

  private makeLoadBalancer(
    props: DevServerPropsOf,
    settings: NonNullable<DevServerPropsOf["loadBalancer"]>,
  ): HttpLoadBalancer {
    const { waitForLeader: _waits, ...open } = settings;
    return new HttpLoadBalancer(this, "lb", {
      ...open,
      name: this.name,
      securityGroupName: `${this.name}-lb-sg`,
      description: "Access to Consul dev server HTTP API and UI.",
      vpcId: props.vpcId,
      port: SERVER_PORTS.http,
      healthCheck: { path: "/v1/status/leader", ...this.line.targetHealthCheck },
    });
  }

  private makeSecurityGroup({ vpcId }: DevServerPropsOf): string {
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

  private makeTask(
    props: DevServerPropsOf,
    roles: { readonly execution: EcsRole; readonly role: EcsRole },
    server: Pick<ServerContainers, "image" | "settings" | "secrets" | "dataMount" | "snapshots">,
    volumes: readonly EcsTaskDefinitionVolume[],
    preconditions: Precondition[],
  ): EcsTaskDefinition {
    return new EcsTaskDefinition(
      this,
      "task",
      taskDefinitionConfig({
        options: props,
        family: this.name,
        ...taskSize(props),
        taskRoleArn: roles.role.arn,
        executionRoleArn: roles.execution.arn,
        volumes: [{ name: CONSUL_VOLUME }, ...volumes],
        containers: serverContainers({
          ...server,
          dnsName: this.serverDns,
          healthCheck: props.persistence ? serverHealthCheck : this.line.healthCheck,
          logConfiguration: props.logConfiguration,
        }),
        preconditions,
      }),
    );
  }

  private makeService(
    props: DevServerPropsOf,
    registryArn: string,
    roles: readonly EcsRole[],
    storage?: ServerStorage,
  ): EcsService {
    const { loadBalancer } = this;
    return new EcsService(this, "service", {
      ...serviceConfig({
        options: storage ? { ...props, ...ONE_AT_A_TIME } : props,
        defaultLaunchType: "EC2",
        name: this.name,
        clusterArn: props.clusterArn,
        taskDefinitionArn: this.taskDefinition.arn,
        desiredCount: 1,
        subnetIds: props.subnetIds,
        securityGroupIds: [this.securityGroupId],
        executeCommand: props.executeCommand ?? true,
        dependsOn: [
          ...roles.flatMap(({ attachments }) => attachments),
          ...(loadBalancer ? [loadBalancer.listener] : []),
          ...(storage?.mountTargets ?? []),
        ],
      }),
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

  private makeLeader({ loadBalancer }: DevServerPropsOf, { dnsName }: HttpLoadBalancer): DataResource | undefined {
    return waitForLeader(this, "leader", {
      service: this.service,
      host: dnsName,
      waitForLeader: loadBalancer?.waitForLeader ?? false,
    });
  }
}
