import type { Construct } from "constructs";
import { ECS_EXEC, EcsRole, type TaskOptions } from "../../aws";
import { startStatements, type LogConfigurations } from "../../aws/grants";
import type { ConsulServers } from "../../consul";

/** What the roles of a task of the mesh are made from. */
export interface MeshRoles {
  readonly props: TaskOptions & {
    readonly family: string;
    readonly servers: ConsulServers;
    readonly executeCommand?: boolean;
    readonly taskRolePolicyArns?: readonly string[];
    readonly executionRolePolicyArns?: readonly string[];
  };
  /** Which HCL module makes the task, for the descriptions of its policies. */
  readonly module: "mesh-task" | "gateway-task";
  /** Path that the auth method trusts. */
  readonly path: string;
  /** Tags of the task role, from which the auth method takes what the task is. */
  readonly tags: Readonly<Record<string, string>>;
  /** ARNs that ECS reads to start the task. */
  readonly secretArns: readonly string[];
  /** Where the containers write. */
  readonly logs: LogConfigurations;
}

/** What the application may do. With ACLs it must read its own role, by which the auth method knows it. */
export function taskRole(scope: Construct, { props, module, path, tags }: MeshRoles): EcsRole {
  const name = `${props.family}-task`;
  return new EcsRole(scope, "task-role", {
    name,
    path,
    tags,
    managedPolicy: props.servers.acls
      ? {
          name,
          path,
          description: `${props.family} ${module} task policy`,
          statements: (roleArn) => [{ Effect: "Allow", Action: ["iam:GetRole"], Resource: [roleArn] }],
        }
      : undefined,
    inlinePolicy: props.executeCommand ? { name: "exec", statements: [ECS_EXEC] } : undefined,
    policyArns: props.taskRolePolicyArns,
    permissionsBoundary: props.permissionsBoundary,
  });
}

/** What ECS may do to start the task. */
export function executionRole(scope: Construct, { props, module, path, secretArns, logs }: MeshRoles): EcsRole {
  const name = `${props.family}-execution`;
  return new EcsRole(scope, "execution-role", {
    name,
    path,
    managedPolicy: {
      name,
      path,
      description: `${props.family} ${module} execution policy`,
      statements: startStatements(scope, props, secretArns, logs),
    },
    policyArns: props.executionRolePolicyArns,
    permissionsBoundary: props.permissionsBoundary,
  });
}
