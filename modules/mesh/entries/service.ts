import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { Construct } from "constructs";
import {
  ECS_EXEC,
  EcsRole,
  enforce,
  givenProps,
  serviceConfig,
  taskDefinitionConfig,
  type EcsRoleProps,
  type Precondition,
} from "../../aws";
import { startStatements } from "../../aws/grants";
import { neededBeside, sidecarContainers, sidecarStatements, withKeys } from "../common";
import { ConfigEntriesDelivery } from "./delivery";
import type { ConfigEntriesServiceProps } from "./props";
import { deliveryPropsOf, serviceRules } from "./rules";

const SUFFIX = "-config-entries";
/** CPU units and MiB. */
const SIZE = { cpu: 256, memory: 512 };

/** Delivers configuration entries by a service of its own: for a mesh that has no controller, such as one without ACLs. */
export class ConfigEntriesService extends Construct {
  /** Gateways whose entries it delivers depend on it. */
  readonly service: EcsService;
  readonly delivery: ConfigEntriesDelivery;

  private readonly props: ConfigEntriesServiceProps;
  private readonly preconditions: readonly Precondition[];

  constructor(scope: Construct, id: string, given: ConfigEntriesServiceProps) {
    super(scope, id);
    const subject = `ConfigEntriesService "${this.node.path}"`;
    this.props = givenProps(subject, given);
    this.preconditions = enforce(subject, serviceRules(this.props, SUFFIX, SIZE));
    this.delivery = new ConfigEntriesDelivery(this, "delivery", deliveryPropsOf(this.props));
    const roles = { task: this.makeTaskRole(), execution: this.makeExecutionRole() };
    this.service = this.makeService(roles);
  }

  private get name(): string {
    return `${this.props.namePrefix}${SUFFIX}`;
  }

  private makeTaskRole(): EcsRole {
    return new EcsRole(this, "task-role", {
      name: `${this.name}-task`,
      inlinePolicy: this.mayDo(),
      permissionsBoundary: this.props.permissionsBoundary,
    });
  }

  /** A policy without a statement is none. */
  private mayDo(): EcsRoleProps["inlinePolicy"] {
    const { executeCommand, rollAfterLoss } = this.props;
    if (!executeCommand && !rollAfterLoss) return undefined;
    const own = executeCommand ? [ECS_EXEC] : [];
    return { name: "exec", statements: sidecarStatements(own, [this.delivery], "taskStatements") };
  }

  private makeExecutionRole(): EcsRole {
    const { delivery, props } = this;
    const kmsKeyArns = withKeys(props.kmsKeyArns, ...delivery.kmsKeyArns);
    const options = { namedLogGroups: props.namedLogGroups ?? true, kmsKeyArns };
    const more = neededBeside([delivery], "executionStatements");
    const start = startStatements(this, options, delivery.secretArns, () => [props.logConfiguration], more);
    return new EcsRole(this, "execution-role", {
      name: `${this.name}-execution`,
      path: "/ecs/",
      inlinePolicy: { name: "start", statements: start },
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
        preconditions: [...this.preconditions, ...delivery.preconditions],
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
        executeCommand: props.executeCommand ?? false,
        dependsOn: [...roles.task.attachments, ...roles.execution.attachments],
      }),
    );
  }
}
