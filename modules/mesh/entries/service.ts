import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { Construct } from "constructs";
import {
  ANY_LAUNCH_TYPE,
  ECS_EXEC,
  EcsRole,
  enforce,
  executionStatements,
  roleNameRule,
  serviceConfig,
  serviceOptionRules,
  taskDefinitionConfig,
  taskOptionRules,
  type ServiceOptions,
  type TaskOptions,
} from "../../aws";
import { sidecarContainers, sidecarStatements } from "../common";
import { ConfigEntriesDelivery } from "./delivery";
import type { ConfigEntriesDeliveryProps } from "./props";

export interface ConfigEntriesServiceProps extends ConfigEntriesDeliveryProps, TaskOptions, ServiceOptions {
  /** Prefix of the family, of the roles and of the service: `<namePrefix>-config-entries`. */
  readonly namePrefix: string;
  /** ARN of the ECS cluster. */
  readonly clusterArn: string;
  readonly subnetIds: readonly string[];
  /** @default the VPC's default security group */
  readonly securityGroupIds?: readonly string[];
}

const SUFFIX = "-config-entries";
/** CPU units and MiB. */
const SIZE = { cpu: 256, memory: 512 };

/** Delivers configuration entries by a service of its own: for a mesh that has no controller, such as one without ACLs. */
export class ConfigEntriesService extends Construct {
  /** Gateways whose entries it delivers depend on it. */
  readonly service: EcsService;
  readonly delivery: ConfigEntriesDelivery;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ConfigEntriesServiceProps,
  ) {
    super(scope, id);
    enforce(`ConfigEntriesService "${this.node.path}"`, [
      ...taskOptionRules(props, SIZE),
      ...serviceOptionRules(props, {
        defaultLaunchType: "FARGATE",
        compatibilities: props.compatibilities ?? ANY_LAUNCH_TYPE,
      }),
      roleNameRule("namePrefix", props.namePrefix, `${SUFFIX}-execution`),
      {
        prop: "subnetIds",
        rule: "must name at least one subnet",
        got: props.subnetIds,
        fix: "Give the private subnets of the mesh.",
        holds: props.subnetIds.length > 0,
      },
    ]);
    this.delivery = new ConfigEntriesDelivery(this, "delivery", props);
    const roles = { task: this.makeTaskRole(), execution: this.makeExecutionRole() };
    this.service = this.makeService(roles);
  }

  private get name(): string {
    return `${this.props.namePrefix}${SUFFIX}`;
  }

  private makeTaskRole(): EcsRole {
    return new EcsRole(this, "task-role", {
      name: `${this.name}-task`,
      inlinePolicy: { name: "exec", statements: sidecarStatements([ECS_EXEC], [this.delivery], "taskStatements") },
      permissionsBoundary: this.props.permissionsBoundary,
    });
  }

  private makeExecutionRole(): EcsRole {
    const { delivery, props } = this;
    const kmsKeyArns = [...new Set([...(props.kmsKeyArns ?? []), ...delivery.kmsKeyArns])];
    const own = executionStatements(delivery.secretArns, { kmsKeyArns });
    return new EcsRole(this, "execution-role", {
      name: `${this.name}-execution`,
      path: "/ecs/",
      inlinePolicy: { name: "start", statements: sidecarStatements(own, [delivery], "executionStatements") },
      permissionsBoundary: props.permissionsBoundary,
    });
  }

  private makeService(roles: { readonly task: EcsRole; readonly execution: EcsRole }): EcsService {
    const { props, delivery, name } = this;
    const task = new EcsTaskDefinition(
      this,
      "task",
      taskDefinitionConfig({
        options: props,
        family: name,
        ...SIZE,
        taskRoleArn: roles.task.arn,
        executionRoleArn: roles.execution.arn,
        containers: sidecarContainers([delivery]),
        preconditions: [...delivery.preconditions],
      }),
    );
    return new EcsService(
      this,
      "service",
      serviceConfig({
        options: props,
        defaultLaunchType: "FARGATE",
        name,
        clusterArn: props.clusterArn,
        taskDefinitionArn: task.arn,
        desiredCount: 1,
        subnetIds: props.subnetIds,
        securityGroupIds: props.securityGroupIds,
        executeCommand: true,
        dependsOn: [...roles.task.attachments, ...roles.execution.attachments],
      }),
    );
  }
}
