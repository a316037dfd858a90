import type { Construct } from "constructs";
import {
  concatLists,
  ECS_EXEC,
  EcsRole,
  executionStatements,
  readSecrets,
  type HclModuleOptions,
  type PolicyStatement,
} from "../../aws";
import { logStatements } from "../../aws/grants";
import type { ServerSecrets } from "./container";
import type { AnyServerProps } from "./props";

/** The role with which ECS starts the task. */
export function executionRole(scope: Construct, name: string, props: AnyServerProps, secrets: ServerSecrets): EcsRole {
  const { tls, permissionsBoundary, kmsKeyArns = [], secretsKmsKeyArn, logConfiguration } = props;
  const { bootstrapTokenArn, licenseArn, gossipKeyArn, replicationTokenArn } = secrets;
  const arns = [bootstrapTokenArn, licenseArn, gossipKeyArn, replicationTokenArn].filter((arn) => arn !== undefined);
  const keys = concatLists(kmsKeyArns, secretsKmsKeyArn === undefined ? [] : [secretsKmsKeyArn]);
  const write = logStatements(scope, props);
  return new EcsRole(scope, "execution-role", {
    name: `${name}_execution`,
    path: "/ecs/",
    managedPolicy: {
      name: `${name}_execution`,
      path: "/ecs/",
      description: "Consul server execution",
      statements: [
        ...(tls ? [readSecrets(tls.caCertSecretArn, tls.caKeySecretArn)] : []),
        ...executionStatements(arns, { kmsKeyArns: keys }, write([logConfiguration])),
      ],
    },
    permissionsBoundary,
  });
}

/** The role of the containers: `aws ecs execute-command` opens its session with it, and a file system is mounted with it. */
export function taskRole(
  scope: Construct,
  name: string,
  { permissionsBoundary, executeCommand, likeHclModule }: AnyServerProps & HclModuleOptions,
  storage: readonly PolicyStatement[] = [],
): EcsRole {
  const statements = [...(executeCommand === false ? [] : [ECS_EXEC]), ...storage];
  return new EcsRole(scope, "task-role", {
    name: `${name}_task`,
    // A policy without a statement is none.
    inlinePolicy: statements.length > 0 ? { name: "exec", statements, inRole: !!likeHclModule } : undefined,
    permissionsBoundary,
  });
}
