import type { ContainerDefinition, ContainerSecret } from "../container-definition";
import { isKnown, itemsOf } from "../rules";
import type { Volume } from "../volumes";
import { fileInBucket, fileSystem, key, logGroup, privateRepository, secretAccess } from "./arns";
import { GrantCollector, type VisibleGrants } from "./grant";
import { MaskedText } from "./masked-text";
import type { ProviderFacts } from "./provider-facts";

export interface VisibleNeeds {
  /** All containers of the task, the sidecars too: their images and logs may need something as well. */
  readonly containers: readonly ContainerDefinition[];
  /** @default none */
  readonly volumes?: readonly Volume[];
  /** Where the client agents of line 0.6 find the servers. @default nowhere */
  readonly retryJoin?: readonly string[];
  /** ARNs of the keys that encrypt the secrets, parameters and files, which their ARNs do not show. @default AWS's own keys */
  readonly kmsKeyArns?: readonly string[];
  /** `valueFrom` of secrets that the execution role may read already. @default none */
  readonly granted?: readonly string[];
}

const READ_SECRET = ["secretsmanager:GetSecretValue"];
const READ_PARAMETER = ["ssm:GetParameters"];
const PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
const READ_SOMETHING =
  "Allow the execution role secretsmanager:GetSecretValue or ssm:GetParameters on the ARNs of what it names.";
const FETCH_FILES = "Allow the execution role s3:GetObject on the files and s3:GetBucketLocation on their buckets.";
const JOIN = "If it says provider=aws, allow the task role ec2:DescribeInstances on '*'.";
const DECRYPT = "Allow the execution role kms:Decrypt on the keys.";
const EVERYTHING = { arn: "*", identity: "*", shown: "everything" };

/**
 * What a task visibly needs to start and to run: the secrets, files and images that its containers name. By exact ARNs,
 * but for the two actions that AWS offers for everything only.
 *
 * @param facts where the provider works; read only for what is named without an ARN
 */
export function visibleGrants(needs: VisibleNeeds, facts: ProviderFacts): VisibleGrants {
  const execution = new GrantCollector();
  const task = new GrantCollector();
  const warnings: string[] = [];
  const warn = (who: string, what: string): number => warnings.push(`${who} ${what}`);

  for (const container of needs.containers) {
    const of = `of container '${new MaskedText(container.name).display()}'`;
    pull(container.image, `image ${of}`);
    for (const secret of listed(container.secrets, `secrets ${of}`, READ_SOMETHING))
      read(secret, `secret ${shown(secret.name)} ${of}`);
    const { options = {}, secretOptions } = container.logConfiguration ?? {};
    for (const secret of listed(secretOptions, `secretOptions ${of}`, READ_SOMETHING))
      read(secret, `log option ${shown(secret.name)} ${of}`);
    const credentials = container.repositoryCredentials?.credentialsParameter;
    if (credentials !== undefined) logIn(credentials, `repositoryCredentials ${of}`);
    for (const { value } of listed(container.environmentFiles, `environmentFiles ${of}`, FETCH_FILES, isKnown))
      fetch(value, `environmentFiles ${of}`);
    const config = container.firelensConfiguration?.options ?? {};
    if (config["config-file-type"] === "s3") fetch(config["config-file-value"] ?? "", `firelensConfiguration ${of}`);
    if (container.logConfiguration?.logDriver === "awslogs") createLogGroup(options, `logConfiguration ${of}`);
  }
  itemsOf(needs.volumes).forEach((volume, index) => mount(volume, `volumes[${index}]`));
  listed(needs.retryJoin, "retryJoin", JOIN).forEach((address, index) => join(address, `retryJoin[${index}]`));
  for (const arn of listed(needs.kmsKeyArns, "kmsKeyArns", DECRYPT))
    execution.add(["kms:Decrypt"], [key(arn)], "kmsKeyArns");
  return { execution: execution.grants, task: task.grants, warnings };

  /** What a list holds, as far as it is seen, and a warning where only Terraform knows more. */
  function listed<T>(
    list: readonly T[] | undefined,
    who: string,
    advice: string,
    isSeen: (item: T) => boolean = () => true,
  ): readonly T[] {
    const items = itemsOf(list);
    const seen = items.filter(isSeen);
    if (list !== undefined && (items !== list || seen.length < items.length))
      warn(who, `is known only to Terraform. ${advice}`);
    return seen;
  }

  function read({ valueFrom }: ContainerSecret, who: string): void {
    if (needs.granted?.includes(valueFrom)) return;
    const access = secretAccess(valueFrom, facts);
    if (access.service === "unclear") {
      warn(
        who,
        `is read from ${shown(valueFrom)}, which shows neither a secret nor a parameter. Allow the execution role secretsmanager:GetSecretValue or ssm:GetParameters on its ARN.`,
      );
    } else if (access.resource.shown.search(/[*?]/) >= 0) {
      warn(who, `is read from ${shown(valueFrom)}, which is no exact name. Write it out.`);
    } else {
      const actions = { secretsmanager: READ_SECRET, ssm: READ_PARAMETER, either: [...READ_SECRET, ...READ_PARAMETER] };
      execution.add(actions[access.service], [access.resource], who);
    }
  }

  /** The credentials of a registry are a secret, whose ARN has six characters that its name does not show. */
  function logIn(credentials: string, who: string): void {
    const masked = new MaskedText(credentials);
    const access = secretAccess(credentials, facts);
    const isSecret = access.service === "secretsmanager" || (access.service === "either" && masked.isWhole);
    if (isSecret) execution.add(READ_SECRET, [key(credentials)], who);
    else {
      warn(
        who,
        `is ${masked.display()}, which is not the ARN of a secret. Allow the execution role secretsmanager:GetSecretValue on its ARN, or give the ARN.`,
      );
    }
  }

  function fetch(arn: string, who: string): void {
    const file = fileInBucket(arn);
    if (!file || file.object.shown.search(/[*?]/) >= 0) {
      warn(
        who,
        `is ${shown(arn)}, which is not the ARN of a file in S3. Allow the execution role s3:GetObject on the file and s3:GetBucketLocation on its bucket.`,
      );
      return;
    }
    execution.add(["s3:GetObject"], [file.object], who);
    execution.add(["s3:GetBucketLocation"], [file.bucket], who);
  }

  function pull(image: string, who: string): void {
    const repository = privateRepository(image, facts);
    if (repository === undefined) return;
    if (repository === "unclear") {
      warn(
        who,
        `is ${shown(image)}, of which only Terraform knows where it is. If that is a private registry of ECR, allow the execution role ${PULL.join(", ")} on the repository's ARN and ecr:GetAuthorizationToken on '*'.`,
      );
      return;
    }
    execution.add(PULL, [repository], who);
    execution.add(["ecr:GetAuthorizationToken"], [EVERYTHING], who);
  }

  function createLogGroup(options: Readonly<Record<string, string>>, who: string): void {
    const { "awslogs-create-group": create = "false", "awslogs-group": group } = options;
    if (isKnown(create) && create.toLowerCase() !== "true") return;
    if (group === undefined || !isKnown(create)) {
      warn(
        who,
        "may make a log group. Allow the execution role logs:CreateLogGroup on the ARN of the group if it does.",
      );
      return;
    }
    execution.add(["logs:CreateLogGroup"], logGroup(group, options["awslogs-region"], facts), who);
  }

  function mount(
    { name, efsVolumeConfiguration: efs, fsxWindowsFileServerVolumeConfiguration: fsx }: Volume,
    who: string,
  ) {
    if (fsx) {
      const { credentialsParameter } = fsx.authorizationConfig;
      read({ name: "credentialsParameter", valueFrom: credentialsParameter }, `credentialsParameter of ${who}`);
    }
    const { iam = "DISABLED" } = efs?.authorizationConfig ?? {};
    if (efs === undefined || iam === "DISABLED") return;
    const mounts = needs.containers.flatMap(({ mountPoints }) =>
      itemsOf(mountPoints).filter(({ sourceVolume }) => sourceVolume === name),
    );
    const writes = mounts.some(({ readOnly }) => readOnly !== true);
    task.add(
      ["elasticfilesystem:ClientMount", ...(writes ? ["elasticfilesystem:ClientWrite"] : [])],
      [fileSystem(efs.fileSystemId, facts)],
      who,
    );
  }

  /** https://developer.hashicorp.com/consul/docs/deploy/server/cloud-auto-join/aws */
  function join(address: string, who: string): void {
    const masked = new MaskedText(address);
    const words = masked.text.split(/\s+/);
    if (masked.isWhole) {
      warn(who, `is known only to Terraform. ${JOIN}`);
    }
    // With keys of its own it does not ask with the role.
    if (!words.includes("provider=aws") || words.some((word) => word.startsWith("access_key_id="))) return;
    if (words.includes("service=ecs")) {
      warn(
        who,
        "looks for tasks of ECS. Allow the task role ecs:ListClusters, ecs:ListServices, ecs:ListTasks and ecs:DescribeTasks on the cluster.",
      );
      return;
    }
    task.add(["ec2:DescribeInstances"], [EVERYTHING], who);
  }
}

function shown(value: string): string {
  return `'${new MaskedText(value).display()}'`;
}
