import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import type { IResolvable } from "cdktf";
import { Construct } from "constructs";
import {
  ANY_LAUNCH_TYPE,
  ECS_EXEC,
  EcsRole,
  enforce,
  flag,
  mandatory,
  notEmpty,
  pattern,
  propRules,
  required,
  roleNameRule,
  serviceConfig,
  serviceOptionRules,
  taskDefinitionConfig,
  taskOptionRules,
  type ContainerDefinition,
  type LogConfiguration,
  type PolicyStatement,
  type Precondition,
  type Rule,
  type ServiceOptions,
  type TaskOptions,
} from "../../aws";
import { startStatements } from "../../aws/grants";
import { neededBeside, sidecarContainers, sidecarStatements, type TaskSidecar } from "../common";
import { checkServers, releaseLine, type ConsulServers, type ControllerInput, type Release } from "../../consul";

/** HCL: the module acl-controller (line 0.6), which line 0.10 calls controller. */
export interface AclControllerProps extends TaskOptions, ServiceOptions {
  /** Release line of Consul on ECS. */
  readonly release: Release;
  /** The Consul servers, with the secret of the bootstrap token. They carry the HCL variables about servers and TLS. */
  readonly servers: ConsulServers;
  /** Prefix of the family and of the roles. HCL: `name_prefix`. */
  readonly namePrefix: string;
  /** ARN of the ECS cluster whose tasks it looks after. HCL: `ecs_cluster_arn`. */
  readonly clusterArn: string;
  /**
   * Name of the ECS service: 1 to 255 letters, digits, hyphens and underscores. Two controllers in one cluster, one per
   * admin partition, need two. The HCL modules cannot say it.
   * @default "consul-ecs-controller" on line 0.10, "consul-acl-controller" on line 0.6
   */
  readonly serviceName?: string;
  /** HCL: `subnets`. */
  readonly subnetIds: readonly string[];
  /** HCL: `security_groups`. @default the VPC's default security group */
  readonly securityGroupIds?: readonly string[];
  /** HCL: `consul_ecs_image`. @default that of the release line */
  readonly consulEcsImage?: string;
  /** HCL: `log_configuration`. @default none */
  readonly logConfiguration?: LogConfiguration;
  /** Path of the IAM roles that the auth method trusts: that of the mesh tasks, whose slashes it may lack. HCL: `iam_role_path`. @default "/consul-ecs/" */
  readonly iamRolePath?: string;
  /**
   * Admin partition to look after; turns partitions and namespaces on. Consul Enterprise.
   * HCL: `consul_partitions_enabled = true` and `consul_partition`, which is "default" there. @default partitions are off
   */
  readonly partition?: string;
  /** ARNs of policies for the execution role. HCL: `additional_execution_role_policies`. @default none */
  readonly executionRolePolicyArns?: readonly string[];
  /**
   * Containers that stand in the controller's task, such as what delivers configuration entries. When an essential one
   * ends, the controller is started again with it. The HCL modules cannot say it. @default none
   */
  readonly sidecars?: readonly TaskSidecar[];
  /** Lets an operator in, by `aws ecs execute-command`. The HCL modules always do. @default true */
  readonly executeCommand?: boolean;
}

/**
 * Configures the auth method by which tasks log in with their IAM roles, gives each service its token, and cleans up
 * after tasks that are gone. It finds them by the tags of their task definitions.
 */
export class AclController extends Construct {
  /** Services of the mesh should depend on it: then they are gone before it is, and it can clean up after them. */
  readonly service: EcsService;
  readonly taskDefinitionArn: string;

  constructor(scope: Construct, id: string, props: AclControllerProps) {
    super(scope, id);
    const line = releaseLine(props.release);
    checkServers(this, `AclController "${this.node.path}"`, props.servers);
    const input: ControllerInput = {
      servers: props.servers,
      iamRolePath: props.iamRolePath ?? "/consul-ecs/",
      partition: props.partition,
      consulEcsImage: props.consulEcsImage ?? line.consulEcsImage,
      logConfiguration: props.logConfiguration,
    };
    const preconditions = enforce(`AclController "${this.node.path}"`, [
      ...taskOptionRules(props, SIZE),
      ...serviceOptionRules(props, {
        defaultLaunchType: "FARGATE",
        compatibilities: props.compatibilities ?? ANY_LAUNCH_TYPE,
      }),
      ...rules(props, line.controller.name),
      ...line.controller.rules(input),
    ]);
    const family = `${props.namePrefix}-${line.controller.name}`;
    const roles = {
      task: this.makeTaskRole(props, family),
      execution: this.makeExecutionRole(props, family, line.controller.secretArns(input)),
    };
    const sidecars = props.sidecars ?? [];
    const containers = [line.controller.container(input), ...sidecarContainers(sidecars)];
    const task = this.makeTask(props, roles, containers, family, [
      ...preconditions,
      ...sidecars.flatMap((sidecar) => sidecar.preconditions ?? []),
    ]);
    this.taskDefinitionArn = task.arn;
    this.service = this.makeService(props, props.serviceName ?? line.controller.name, task, Object.values(roles));
  }

  private makeTask(
    props: AclControllerProps,
    roles: { readonly task: EcsRole; readonly execution: EcsRole },
    containers: readonly (ContainerDefinition | IResolvable)[],
    family: string,
    preconditions: Precondition[],
  ): EcsTaskDefinition {
    return new EcsTaskDefinition(
      this,
      "task",
      taskDefinitionConfig({
        options: props,
        family,
        ...SIZE,
        taskRoleArn: roles.task.arn,
        executionRoleArn: roles.execution.arn,
        containers,
        preconditions,
      }),
    );
  }

  private makeTaskRole(props: AclControllerProps, family: string): EcsRole {
    return new EcsRole(this, "task-role", {
      name: `${family}-task`,
      inlinePolicy: {
        name: "exec",
        statements: sidecarStatements([watchTasks(props.executeCommand ?? true)], props.sidecars, "taskStatements"),
      },
      permissionsBoundary: props.permissionsBoundary,
    });
  }

  private makeExecutionRole(props: AclControllerProps, family: string, secretArns: readonly string[]): EcsRole {
    const { sidecars = [], servers, kmsKeyArns = [] } = props;
    const arns = distinct([...secretArns, ...sidecars.flatMap((sidecar) => sidecar.secretArns)]);
    const keys = distinct([
      ...kmsKeyArns,
      ...(servers.secretsKmsKeyArn === undefined ? [] : [servers.secretsKmsKeyArn]),
      ...sidecars.flatMap((sidecar) => sidecar.kmsKeyArns ?? []),
    ]);
    const logs = () => [props.logConfiguration, ...sidecars.map((sidecar) => sidecar.container().logConfiguration)];
    const more = neededBeside(sidecars, "executionStatements");
    return new EcsRole(this, "execution-role", {
      name: `${family}-execution`,
      path: "/ecs/",
      managedPolicy: {
        name: `${family}-execution`,
        path: "/ecs/",
        description: "Consul controller execution",
        statements: startStatements(this, { ...props, kmsKeyArns: keys }, arns, logs, more),
      },
      policyArns: props.executionRolePolicyArns,
      permissionsBoundary: props.permissionsBoundary,
    });
  }

  private makeService(
    props: AclControllerProps,
    name: string,
    task: EcsTaskDefinition,
    roles: readonly EcsRole[],
  ): EcsService {
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
        executeCommand: props.executeCommand ?? true,
        // A task that starts before its permissions fails, and a deployment that counts failures gives up.
        dependsOn: roles.flatMap((role) => role.attachments),
      }),
    );
  }
}

/** CPU units and MiB: what the HCL modules give the controller. */
const SIZE = { cpu: 256, memory: 512 };

function distinct(arns: readonly string[]): string[] {
  return [...new Set(arns)];
}

/** It lists the tasks of its cluster, and may let an operator in. */
function watchTasks(executeCommand: boolean): PolicyStatement {
  return {
    ...ECS_EXEC,
    Action: [...(executeCommand ? ECS_EXEC.Action : []), "ecs:ListTasks", "ecs:DescribeTasks"],
  };
}

function rules(props: AclControllerProps, name: string): Rule[] {
  return [
    ...propRules(props, {
      executeCommand: flag(),
      serviceName: pattern(
        /^[\w-]{1,255}$/,
        "must have 1 to 255 letters, digits, hyphens and underscores",
        "Choose another name, or leave it out.",
      ),
      namePrefix: pattern(/^[\w-]*$/, "must be letters, digits, hyphens and underscores", "Choose another prefix."),
      subnetIds: mandatory(notEmpty("must name at least one subnet", "Give the private subnets of the mesh.")),
    }),
    roleNameRule("namePrefix", props.namePrefix, `-${name}-execution`),
    ...required(
      "Use servers with ACLs, and give the ARN of the secret with their bootstrap token.",
      "is required: the controller manages tokens with the bootstrap token",
    )("servers.bootstrapTokenSecretArn", props.servers.bootstrapTokenSecretArn),
  ];
}
