import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition, type EcsTaskDefinitionVolume } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { Construct } from "constructs";
import { concatLists, givenProps, serviceConfig, taskDefinitionConfig, type RoleAttributes } from "../../aws";
import { checkServers, type GatewayKind, type GatewayTarget, type GatewayVolume, type Release } from "../../consul";
import { executionRole, type MeshRoles, meshVolumes, taskRole, taskRoleTags, taskTags } from "../common";
import { GatewayNetworkLoadBalancer } from "./load-balancer";
import { DEFAULT_LAUNCH_TYPE, planGateway, size, type GatewayPlan } from "./plan";
import type { AnyGatewayTaskProps, GatewayTaskProps } from "./props";

/** A mesh, terminating or API gateway: its task, its ECS service, and a load balancer if wanted. HCL: gateway-task. */
export class GatewayTask<R extends Release = Release> extends Construct {
  readonly kind: GatewayKind;
  /** Name of the gateway in Consul's catalog, and of the ECS service. */
  readonly serviceName: string;
  readonly family: string;
  /** ARN of the newest revision. */
  readonly taskDefinitionArn: string;
  readonly taskRole: RoleAttributes;
  readonly executionRole: RoleAttributes;
  readonly taskDefinition: EcsTaskDefinition;
  readonly service: EcsService;
  /** The load balancer's, or the one that was given. Empty for the address of the task. */
  readonly wanAddress: string;
  readonly wanPort: number;
  /** The security group that was made for the gateway with the load balancer, if one was. */
  readonly lbSecurityGroupId?: string;

  constructor(scope: Construct, id: string, given: GatewayTaskProps<R>) {
    super(scope, id);
    const subject = `GatewayTask "${this.node.path}"`;
    const props = givenProps(subject, given);
    checkServers(this, subject, props.servers);
    const plan = planGateway<R>(subject, props);
    const loadBalancer = this.makeLoadBalancer(props, plan);
    const roles = this.roles(props, plan);
    const task = taskRole(this, roles);
    const execution = executionRole(this, roles);

    this.serviceName = plan.identity.serviceName;
    this.kind = props.kind;
    this.family = props.family;
    this.wanAddress = loadBalancer?.dnsName ?? props.wanAddress ?? "";
    this.wanPort = plan.wanPort;
    this.lbSecurityGroupId = loadBalancer?.securityGroupId;
    this.taskRole = task;
    this.executionRole = execution;
    this.taskDefinition = this.makeTaskDefinition(props, plan);
    this.taskDefinitionArn = this.taskDefinition.arn;
    this.service = this.makeService(props, plan, loadBalancer, [
      ...task.attachments,
      ...execution.attachments,
      // Departure: the HCL module does not wait for the listener, without which ECS refuses the target group.
      ...(loadBalancer ? [loadBalancer.listener] : []),
    ]);
  }

  private makeLoadBalancer(props: AnyGatewayTaskProps, plan: GatewayPlan): GatewayNetworkLoadBalancer | undefined {
    if (!props.loadBalancer) return undefined;
    return new GatewayNetworkLoadBalancer(this, "load-balancer", {
      settings: props.loadBalancer,
      name: plan.identity.serviceName,
      lanPort: plan.lanPort,
      wanPort: plan.wanPort,
      // Departure: the HCL module opens the WAN port alone. The load balancer forwards to the LAN port.
      opensLanPort: props.loadBalancer.openLanPort ?? !props.likeHclModule,
    });
  }

  private roles(props: AnyGatewayTaskProps, { identity, roleTags, iamRolePath, secretArns }: GatewayPlan): MeshRoles {
    const tags = { ...taskRoleTags(identity), ...roleTags };
    const logs = () => [props.logConfiguration];
    return { props, module: "gateway-task", path: iamRolePath, tags, secretArns, logs };
  }

  private makeTaskDefinition(props: AnyGatewayTaskProps, plan: GatewayPlan): EcsTaskDefinition {
    return new EcsTaskDefinition(
      this,
      "task",
      taskDefinitionConfig({
        options: props,
        family: props.family,
        ...size(props),
        taskRoleArn: this.taskRole.arn,
        executionRoleArn: this.executionRole.arn,
        containers: [...(props.extraContainers ?? []), ...plan.containers(this.wanAddress)],
        volumes: taskVolumes(props.volumes),
        tags: taskTags(plan.identity, props.tags),
        preconditions: plan.preconditions,
      }),
    );
  }

  private makeService(
    props: AnyGatewayTaskProps,
    plan: GatewayPlan,
    loadBalancer: GatewayNetworkLoadBalancer | undefined,
    dependsOn: NonNullable<AnyGatewayTaskProps["dependsOn"]>,
  ): EcsService {
    const securityGroupIds = concatLists(props.securityGroupIds, optional(this.lbSecurityGroupId));
    const targets: readonly GatewayTarget[] | undefined = loadBalancer
      ? [
          {
            targetGroupArn: loadBalancer.targetGroupArn,
            containerName: plan.proxyContainer,
            containerPort: plan.lanPort,
          },
        ]
      : props.targetGroups;
    return new EcsService(this, "service", {
      ...serviceConfig({
        options: props,
        defaultLaunchType: DEFAULT_LAUNCH_TYPE,
        name: plan.identity.serviceName,
        clusterArn: props.clusterArn,
        taskDefinitionArn: this.taskDefinitionArn,
        desiredCount: props.desiredCount ?? 1,
        subnetIds: props.subnetIds,
        securityGroupIds: securityGroupIds.length > 0 ? securityGroupIds : undefined,
        executeCommand: props.executeCommand ?? true,
        dependsOn,
      }),
      // The controller finds the tasks of the mesh by the tags of the task itself.
      propagateTags: "TASK_DEFINITION",
      loadBalancer: targets?.map((target) => ({ ...target })),
    });
  }
}

/** The volumes of the task, without what is said of the proxy's mounts. */
function taskVolumes(volumes: readonly GatewayVolume[] = []): EcsTaskDefinitionVolume[] {
  return meshVolumes(
    volumes.map((volume) => ({
      name: volume.name,
      hostPath: volume.hostPath,
      dockerVolumeConfiguration: volume.dockerVolumeConfiguration,
      efsVolumeConfiguration: volume.efsVolumeConfiguration,
      fsxWindowsFileServerVolumeConfiguration: volume.fsxWindowsFileServerVolumeConfiguration,
    })),
  );
}

function optional<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}
