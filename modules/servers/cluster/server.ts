import { EcsService, type EcsServiceLoadBalancer } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ONE_AT_A_TIME, serviceConfig, taskDefinitionConfig, type EcsRole, type Precondition } from "../../aws";
import {
  CONSUL_VOLUME,
  SERVER_CONTAINER,
  serverContainers,
  serverHealthCheck,
  taskRole,
  type ServerContainers,
} from "../common";
import type { DataDirectory } from "../storage";
import type { ServerClusterPropsOf } from "./props";

export interface ClusterServerProps {
  readonly cluster: ServerClusterPropsOf;
  /** Name of the service, of the family, and of the node in Consul: by it, the data and the peer are the same again. */
  readonly name: string;
  readonly size: { readonly cpu: number; readonly memory: number };
  readonly server: Pick<ServerContainers, "image" | "settings" | "secrets" | "dnsName" | "dataMount" | "snapshots">;
  readonly executionRole: EcsRole;
  readonly subnetId: string;
  readonly securityGroupId: string;
  readonly registryArn: string;
  /** What it mounts of the file system. */
  readonly directories: readonly DataDirectory[];
  readonly loadBalancer?: EcsServiceLoadBalancer;
  readonly healthCheckGracePeriodSeconds?: number;
  /** What must be there before the service. */
  readonly after: readonly ITerraformDependable[];
  readonly preconditions: Precondition[];
}

/** One of the servers: a task definition and a service of its own, so that its name and its data stay together. */
export class ClusterServer extends Construct {
  readonly taskDefinition: EcsTaskDefinition;
  readonly service: EcsService;

  constructor(scope: Construct, id: string, props: ClusterServerProps) {
    super(scope, id);
    const { name, cluster, directories } = props;
    const role = taskRole(
      this,
      name,
      cluster,
      directories.flatMap(({ statements }) => statements),
    );
    this.taskDefinition = this.makeTask(props, role);
    this.service = this.makeService(props, role);
  }

  private makeTask(
    { cluster, name, size, server, directories, executionRole, preconditions }: ClusterServerProps,
    role: EcsRole,
  ): EcsTaskDefinition {
    return new EcsTaskDefinition(
      this,
      "task",
      taskDefinitionConfig({
        options: cluster,
        family: name,
        ...size,
        taskRoleArn: role.arn,
        executionRoleArn: executionRole.arn,
        volumes: [{ name: CONSUL_VOLUME }, ...directories.map(({ volume }) => volume)],
        containers: serverContainers({
          ...server,
          healthCheck: serverHealthCheck,
          logConfiguration: cluster.logConfiguration,
        }),
        preconditions,
      }),
    );
  }

  private makeService(props: ClusterServerProps, role: EcsRole): EcsService {
    const { cluster, loadBalancer } = props;
    return new EcsService(this, "service", {
      ...serviceConfig({
        options: { ...cluster, waitForSteadyState: cluster.waitForSteadyState ?? true, ...ONE_AT_A_TIME },
        defaultLaunchType: "FARGATE",
        name: props.name,
        clusterArn: cluster.clusterArn,
        taskDefinitionArn: this.taskDefinition.arn,
        desiredCount: 1,
        subnetIds: [props.subnetId],
        securityGroupIds: [props.securityGroupId],
        executeCommand: cluster.executeCommand ?? true,
        dependsOn: [...props.executionRole.attachments, ...role.attachments, ...props.after],
      }),
      serviceRegistries: { registryArn: props.registryArn, containerName: SERVER_CONTAINER },
      loadBalancer: loadBalancer && [loadBalancer],
      healthCheckGracePeriodSeconds: loadBalancer && props.healthCheckGracePeriodSeconds,
    });
  }
}
