import type { Construct } from "constructs";
import { ECS_EXEC, EcsRole, executionStatements, readSecrets, type PolicyStatement } from "../../aws";
import type { ServerSecrets } from "./container";
import type { AnyServerProps } from "./props";

/** The role with which ECS starts the task. */
export function executionRole(scope: Construct, name: string, props: AnyServerProps, secrets: ServerSecrets): EcsRole {
  const { tls, permissionsBoundary, kmsKeyArns = [], secretsKmsKeyArn } = props;
  const { bootstrapTokenArn, licenseArn, gossipKeyArn, replicationTokenArn } = secrets;
  const arns = [bootstrapTokenArn, licenseArn, gossipKeyArn, replicationTokenArn].filter((arn) => arn !== undefined);
  const keys = [...kmsKeyArns, ...(secretsKmsKeyArn === undefined ? [] : [secretsKmsKeyArn])];
  return new EcsRole(scope, "execution-role", {
    name: `${name}_execution`,
    path: "/ecs/",
    managedPolicy: {
      name: `${name}_execution`,
      path: "/ecs/",
      description: "Consul server execution",
      statements: [
        ...(tls ? [readSecrets(tls.caCertSecretArn, tls.caKeySecretArn)] : []),
        ...executionStatements(arns, { kmsKeyArns: keys }),
      ],
    },
    permissionsBoundary,
  });
}

/** The role of the containers: `aws ecs execute-command` opens its session with it, and a file system is mounted with it. */
export function taskRole(
  scope: Construct,
  name: string,
  { permissionsBoundary }: AnyServerProps,
  storage: readonly PolicyStatement[] = [],
): EcsRole {
  return new EcsRole(scope, "task-role", {
    name: `${name}_task`,
    inlinePolicy: { name: "exec", statements: [ECS_EXEC, ...storage] },
    permissionsBoundary,
  });
}
