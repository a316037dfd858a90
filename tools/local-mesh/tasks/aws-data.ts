import { DescribeAccessPointsCommand, type EFSClient } from "@aws-sdk/client-efs";
import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import type { AccessPoint, TaskData } from "./environment";

/** The clients of AWS that a task's start needs. */
export interface AwsClients {
  readonly secretsManager: Pick<SecretsManagerClient, "send">;
  readonly ssm: Pick<SSMClient, "send">;
  readonly efs: Pick<EFSClient, "send">;
}

/** Where a `valueFrom` leads. */
export type SecretSource =
  | { readonly parameter: string }
  | { readonly secret: string; readonly jsonKey?: string; readonly stage?: string; readonly version?: string };

/** Reads `arn:…:secret:<name>[:<json-key>:<stage>:<version>]`, the ARN of a parameter, or its name. */
export function secretSource(valueFrom: string): SecretSource {
  const parts = valueFrom.split(":");
  if (parts[0] === "arn" && parts[2] === "secretsmanager") {
    const [jsonKey, stage, version] = parts.slice(7).map((part) => part || undefined);
    return { secret: parts.slice(0, 7).join(":"), jsonKey, stage, version };
  }
  // The API takes the name of a parameter, with the slash that its ARN has.
  const [, path] = /^arn:[^:]*:ssm:[^:]*:[^:]*:parameter(\/.*)$/.exec(valueFrom) ?? [];
  if (path === undefined) return { parameter: valueFrom };
  return { parameter: path.lastIndexOf("/") === 0 ? path.slice(1) : path };
}

/** What a task's start reads from AWS. */
export function awsData(clients: AwsClients): TaskData {
  return {
    secret: async (valueFrom) => {
      const source = secretSource(valueFrom);
      return "parameter" in source ? readParameter(clients, source.parameter) : readSecret(clients, source);
    },
    accessPoint: (id) => readAccessPoint(clients, id),
  };
}

async function readParameter({ ssm }: AwsClients, name: string): Promise<string> {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
  if (Parameter?.Value === undefined) throw new Error(`The parameter ${name} has no value.`);
  return Parameter.Value;
}

async function readSecret(
  { secretsManager }: AwsClients,
  { secret, jsonKey, stage, version }: Extract<SecretSource, { readonly secret: string }>,
): Promise<string> {
  const { SecretString } = await secretsManager.send(
    new GetSecretValueCommand({ SecretId: secret, VersionStage: stage, VersionId: version }),
  );
  if (SecretString === undefined) throw new Error(`The secret ${secret} has no text.`);
  if (jsonKey === undefined) return SecretString;
  const content: unknown = JSON.parse(SecretString);
  const value: unknown = typeof content === "object" && content !== null ? Reflect.get(content, jsonKey) : undefined;
  if (value === undefined) throw new Error(`The secret ${secret} has no key "${jsonKey}".`);
  return typeof value === "string" ? value : JSON.stringify(value);
}

async function readAccessPoint({ efs }: AwsClients, id: string): Promise<AccessPoint> {
  const { AccessPoints } = await efs.send(new DescribeAccessPointsCommand({ AccessPointId: id }));
  const folder = AccessPoints?.[0]?.RootDirectory;
  if (!AccessPoints?.length) throw new Error(`There is no access point ${id}.`);
  const info = folder?.CreationInfo;
  return {
    path: folder?.Path ?? "/",
    ...(info && {
      owner: { uid: info.OwnerUid ?? 0, gid: info.OwnerGid ?? 0, mode: info.Permissions ?? "0755" },
    }),
  };
}
