import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { SecurityGroupRule } from "@cdktf/provider-aws/lib/security-group-rule";
import { ServiceDiscoveryPrivateDnsNamespace } from "@cdktf/provider-aws/lib/service-discovery-private-dns-namespace";
import { ServiceDiscoveryService } from "@cdktf/provider-aws/lib/service-discovery-service";
import { Construct } from "constructs";
import {
  ANY_LAUNCH_TYPE,
  ECS_EXEC,
  EcsRole,
  enforce,
  executionStatements,
  GeneratedSecret,
  readSecrets,
  serviceConfig,
  serviceOptionRules,
  taskDefinitionConfig,
  taskOptionRules,
} from "../aws";
import {
  releaseLine,
  SERVER_PORTS,
  type ConsulServers,
  type ConsulServersTls,
  type DevServerLine,
} from "../consul-ecs";
import { CONSUL_VOLUME, SERVER_CONTAINER, serverContainers, type ServerSecrets } from "./container";
import { isAtLeast } from "./consul-version";
import { ServerLoadBalancer } from "./load-balancer";
import type { DevServerProps } from "./props";
import { devServerRules } from "./rules";
import type { ServerSettings } from "./server-config";

/**
 * One Consul server as an ECS task, for development and tests: when its task is replaced, its data is gone.
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
  readonly loadBalancer?: ServerLoadBalancer;

  private readonly name: string;
  private readonly line: DevServerLine;

  constructor(scope: Construct, id: string, props: DevServerProps) {
    super(scope, id);
    this.line = releaseLine(props.release).devServer;
    this.name = props.name ?? "server";
    this.datacenter = props.datacenter ?? "dc1";
    const image = props.consulImage ?? this.line.image;
    const subject = `DevServer "${this.node.path}"`;
    enforce(subject, [
      ...taskOptionRules(props, size(props)),
      ...serviceOptionRules(props, {
        defaultLaunchType: "EC2",
        compatibilities: props.compatibilities ?? ANY_LAUNCH_TYPE,
      }),
      ...devServerRules(props, { name: this.name, image, datacenter: this.datacenter }),
    ]);

    const secrets = this.makeSecrets(props);
    const registry = this.makeRegistry(props);
    this.serverDns = registry.dnsName;
    this.loadBalancer = props.loadBalancer && this.makeLoadBalancer(props, props.loadBalancer);
    this.securityGroupId = this.makeSecurityGroup(props);
    const execution = this.makeExecutionRole(props, secrets);
    this.taskDefinition = this.makeTask(props, image, secrets, execution);
    this.service = this.makeService(props, registry.arn, execution);

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

  private makeSecrets(props: DevServerProps): ServerSecrets {
    const generated = (kind: "token" | "gossip-key", id: string): string =>
      new GeneratedSecret(this, id, {
        kind,
        name: `${this.name}-${id}`,
        recoveryWindowInDays: props.secretsRecoveryWindowInDays,
      }).arn;
    const acls = props.acls || undefined;
    const gossip = props.gossipEncryption || undefined;
    return {
      bootstrapTokenArn: acls === true ? generated("token", "bootstrap-token") : acls?.bootstrapTokenSecretArn,
      gossipKeyArn: gossip === true ? generated("gossip-key", "gossip-key") : gossip?.keySecretArn,
      licenseArn: props.licenseSecretArn,
      replicationTokenArn: props.replicationTokenSecretArn,
    };
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
    loadBalancer: NonNullable<DevServerProps["loadBalancer"]>,
  ): ServerLoadBalancer {
    return new ServerLoadBalancer(this, "lb", {
      ...loadBalancer,
      name: this.name,
      vpcId: props.vpcId,
      healthCheck: this.line.targetHealthCheck,
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
    new SecurityGroupRule(this, "egress", {
      type: "egress",
      fromPort: 0,
      toPort: 0,
      protocol: "-1",
      cidrBlocks: ["0.0.0.0/0"],
      securityGroupId: id,
    });
    return id;
  }

  private makeExecutionRole(props: DevServerProps, secrets: ServerSecrets): EcsRole {
    const { tls, permissionsBoundary } = props;
    const name = `${this.name}_execution`;
    const { bootstrapTokenArn, licenseArn, gossipKeyArn, replicationTokenArn } = secrets;
    const arns = [bootstrapTokenArn, licenseArn, gossipKeyArn, replicationTokenArn].filter((arn) => arn !== undefined);
    return new EcsRole(this, "execution-role", {
      name,
      path: "/ecs/",
      managedPolicy: {
        name,
        path: "/ecs/",
        description: "Consul server execution",
        statements: [
          ...(tls ? [readSecrets(tls.caCertSecretArn, tls.caKeySecretArn)] : []),
          ...executionStatements(arns, props),
        ],
      },
      permissionsBoundary,
    });
  }

  private makeTask(
    props: DevServerProps,
    image: string,
    secrets: ServerSecrets,
    execution: EcsRole,
  ): EcsTaskDefinition {
    const taskRole = new EcsRole(this, "task-role", {
      name: `${this.name}_task`,
      inlinePolicy: { name: "exec", statements: [ECS_EXEC] },
      permissionsBoundary: props.permissionsBoundary,
    });
    return new EcsTaskDefinition(
      this,
      "task",
      taskDefinitionConfig({
        options: props,
        family: this.name,
        ...size(props),
        taskRoleArn: taskRole.arn,
        executionRoleArn: execution.arn,
        volumes: [{ name: CONSUL_VOLUME }],
        containers: serverContainers({
          image,
          secrets,
          settings: this.settings(props, image, secrets),
          dnsName: this.serverDns,
          healthCheck: this.line.healthCheck,
          logConfiguration: props.logConfiguration,
        }),
      }),
    );
  }

  private settings(props: DevServerProps, image: string, secrets: ServerSecrets): ServerSettings {
    const primaryGateways = props.primaryGateways ?? [];
    return {
      nodeName: props.nodeName ?? this.name,
      datacenter: this.datacenter,
      dataDirectory: "/tmp/consul-data",
      tls: props.tls,
      acls: !!props.acls,
      gossipEncryption: secrets.gossipKeyArn !== undefined,
      replicationToken: secrets.replicationTokenArn !== undefined,
      plainGrpc: this.line.plainGrpc,
      grpcTlsPort: isAtLeast(image, 1, 14),
      primaryDatacenter: props.primaryDatacenter,
      retryJoinWan: props.retryJoinWan ?? [],
      primaryGateways,
      meshGatewayWanFederation: props.meshGatewayWanFederation ?? primaryGateways.length > 0,
      clusterPeering: props.clusterPeering ?? false,
    };
  }

  private makeService(props: DevServerProps, registryArn: string, execution: EcsRole): EcsService {
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
        dependsOn: [...execution.attachments, ...(loadBalancer ? [loadBalancer.listener] : [])],
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
}

/** The task's size with its defaults. */
function size({ cpu = 256, memory = 512 }: DevServerProps) {
  return { cpu, memory };
}

/** One CA signs for RPC, HTTP and gRPC. */
function serversTls(caCertSecretArn: string): ConsulServersTls {
  return { enabled: true, caCertSecretArn, httpsCaCertSecretArn: caCertSecretArn };
}
