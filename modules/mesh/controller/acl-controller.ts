import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import type { IResolvable } from "cdktf";
import { Construct } from "constructs";
import {
  ECS_EXEC,
  EcsRole,
  enforce,
  givenProps,
  serviceConfig,
  taskDefinitionConfig,
  type ContainerDefinition,
  type PolicyStatement,
  type Precondition,
  together,
  typeRules,
} from "../../aws";
import { startStatements } from "../../aws/grants";
import { neededBeside, sidecarContainers, sidecarStatements, withKeys } from "../common";
import { checkServers, releaseLine, type ControllerInput } from "../../consul";
import type { AclControllerProps } from "./props";
import { controllerRules } from "./rules";

/**
 * Configures the auth method by which tasks log in with their IAM roles, gives each service its token, and cleans up
 * after tasks that are gone. It finds them by the tags of their task definitions.
 */
export class AclController extends Construct {
  /** Services of the mesh should depend on it: then they are gone before it is, and it can clean up after them. */
  readonly service: EcsService;
  readonly taskDefinitionArn: string;

  constructor(scope: Construct, id: string, given: AclControllerProps) {
    super(scope, id);
    const subject = `AclController "${this.node.path}"`;
    const props = givenProps(subject, given);
    const line = releaseLine(props.release);
    checkServers(this, subject, props.servers);
    const input: ControllerInput = {
      servers: props.servers,
      iamRolePath: props.iamRolePath ?? "/consul-ecs/",
      partition: props.partition,
      consulEcsImage: props.consulEcsImage ?? line.consulEcsImage,
      logConfiguration: props.logConfiguration,
    };
    const preconditions = enforce(
      subject,
      together(typeRules("AclController", props), () => controllerRules(props, line.controller, input, SIZE)),
    );
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
        inRole: !!props.likeHclModule,
      },
      permissionsBoundary: props.permissionsBoundary,
    });
  }

  private makeExecutionRole(props: AclControllerProps, family: string, secretArns: readonly string[]): EcsRole {
    const { sidecars = [], servers } = props;
    const arns = distinct([...secretArns, ...sidecars.flatMap((sidecar) => sidecar.secretArns)]);
    const kmsKeyArns = withKeys(
      props.kmsKeyArns,
      servers.secretsKmsKeyArn,
      ...sidecars.flatMap((sidecar) => sidecar.kmsKeyArns ?? []),
    );
    const logs = () => [props.logConfiguration, ...sidecars.map((sidecar) => sidecar.container().logConfiguration)];
    const more = neededBeside(sidecars, "executionStatements");
    return new EcsRole(this, "execution-role", {
      name: `${family}-execution`,
      path: "/ecs/",
      managedPolicy: {
        name: `${family}-execution`,
        path: "/ecs/",
        description: "Consul controller execution",
        statements: startStatements(this, { ...props, kmsKeyArns }, arns, logs, more),
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
