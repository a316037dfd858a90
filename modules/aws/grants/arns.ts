import { Fn, Token } from "cdktf";
import type { Resource } from "./grant";
import { holdsMask, MaskedText } from "./masked-text";
import type { ProviderFacts } from "./provider-facts";

/** A secret as ECS is told of it, and what must be allowed to read it. */
export type SecretAccess =
  | { readonly service: "secretsmanager" | "ssm" | "either"; readonly resource: Resource }
  | { readonly service: "unclear" };

const UNCLEAR: SecretAccess = { service: "unclear" };

/**
 * What `valueFrom` names: a secret by its ARN, with or without `:json-key:version-stage:version-id`, or a parameter by its
 * ARN or its name. Of a value that only Terraform knows, Terraform finds out.
 */
export function secretAccess(valueFrom: string, facts: ProviderFacts): SecretAccess {
  const masked = new MaskedText(valueFrom);
  const { text } = masked;
  if (masked.isWhole) return wholeToken(masked, valueFrom, facts);
  // Only an ARN of Secrets Manager has something after it.
  if (holdsMask(text.charAt(0)) && text.charAt(1) === ":") return of("secretsmanager", masked, text.charAt(0));
  if (text.startsWith("arn:")) return byArn(masked);
  if (holdsMask(text.charAt(0))) return UNCLEAR;
  const [name = ""] = text.split(":");
  return { service: "ssm", resource: parameter(masked, name, facts) };
}

function of(service: "secretsmanager" | "ssm", masked: MaskedText, arn: string): SecretAccess {
  return { service, resource: resourceOf(masked, arn) };
}

function resourceOf(masked: MaskedText, arn: string): Resource {
  return made(masked.restore(arn), masked, arn);
}

/** @param what the part of the given text that tells this resource from others */
function made(arn: string, masked: MaskedText, what = masked.text, prefix = ""): Resource {
  return { arn, identity: prefix + masked.identify(what), shown: prefix + masked.display(what) };
}

function byArn(masked: MaskedText): SecretAccess {
  const parts = masked.text.split(":");
  const service = parts[2];
  // arn:aws:secretsmanager:<region>:<account>:secret:<name>, of which no part holds a colon.
  if (service === "secretsmanager" && parts.length >= 7) return of(service, masked, parts.slice(0, 7).join(":"));
  // arn:aws:ssm:<region>:<account>:parameter/<name>, and perhaps a version or a label after it.
  if (service === "ssm" && parts.length >= 6) return of(service, masked, parts.slice(0, 6).join(":"));
  return UNCLEAR;
}

function wholeToken(masked: MaskedText, value: string, facts: ProviderFacts): SecretAccess {
  const reference = masked.reference ?? "";
  if (/^(data\.)?aws_secretsmanager_secret(_version)?\./.test(reference)) {
    return of("secretsmanager", masked, masked.text);
  }
  if (/^(data\.)?aws_ssm_parameter\..*\.arn$/.test(reference)) return of("ssm", masked, masked.text);
  const named = parameterNamed(value, facts);
  if (/^(data\.)?aws_ssm_parameter\..*\.(name|id)$/.test(reference)) {
    return { service: "ssm", resource: made(named, masked) };
  }
  const arn: unknown = Fn.conditional(Fn.startswith(value, "arn:"), Fn.replace(value, SECRET_SUFFIX, "$1"), named);
  return { service: "either", resource: made(Token.asString(arn), masked) };
}

/** Between slashes it is a regular expression to Terraform's `replace`. Without backslashes, which HCL reads itself. */
const SECRET_SUFFIX = "/^(arn:[^:]+:secretsmanager:[^:]*:[^:]*:secret:[^:]+):.*$/";

/** ARN of a parameter whose name only Terraform knows. */
function parameterNamed(name: string, { partition, region, accountId }: ProviderFacts): string {
  return Fn.join("", ["arn:", partition, ":ssm:", region, ":", accountId, ":parameter/", Fn.trimprefix(name, "/")]);
}

/** ARN of a parameter whose name is written out, at least in part. */
function parameter(masked: MaskedText, name: string, { partition, region, accountId }: ProviderFacts): Resource {
  const prefix = `arn:${partition}:ssm:${region}:${accountId}:parameter/`;
  const path = name.replace(/^\//, "");
  return made(`${prefix}${masked.restore(path)}`, masked, path, "parameter/");
}

/** A file in S3 by its ARN: the object, and the bucket that it is in. Nothing where that cannot be seen. */
export function fileInBucket(arn: string): { readonly object: Resource; readonly bucket: Resource } | undefined {
  const masked = new MaskedText(arn);
  const object = resourceOf(masked, masked.text);
  if (masked.isWhole) {
    return { object, bucket: made(Fn.replace(arn, "//.*$/", ""), masked, masked.text, "the bucket of ") };
  }
  const [bucket = "", ...key] = masked.text.split("/");
  const isArn = /^arn:[^:]+:s3:::[^:]+$/.test(bucket) || (bucket.length === 1 && holdsMask(bucket));
  if (!isArn || key.join("/") === "") return undefined;
  return { object, bucket: resourceOf(masked, bucket) };
}

/**
 * The repository of an image, when it is one of a private registry of ECR.
 *
 * @returns "unclear" for an image that only Terraform knows, unless it is an attribute of a repository
 */
export function privateRepository(image: string, facts: ProviderFacts): Resource | "unclear" | undefined {
  const masked = new MaskedText(image);
  const { text } = masked;
  const [, account = "", region = "", repository = ""] = ECR_IMAGE.exec(text) ?? [];
  if (repository !== "") {
    const arn = `${region}:${account}:repository/${repository}`;
    const partition = partitionOf(region, facts);
    return made(`arn:${partition}:ecr:${masked.restore(arn)}`, masked, arn);
  }
  if (!holdsMask(text.charAt(0))) return undefined;
  const isRepository = /^(data\.)?aws_ecr_repository\..*\.repository_url$/.test(masked.reference ?? "");
  if (!isRepository || !/^.($|[:@])/.test(text)) return "unclear";
  const url = masked.restore(text.charAt(0));
  const rest = Fn.replace(url, "/^([0-9]+)[.]dkr[.]ecr[.]([^.]+)[^/]*/([^:@]+).*$/", "$2:$1:repository/$3");
  return made(`arn:${facts.partition}:ecr:${rest}`, masked, text.charAt(0));
}

/** Also with FIPS, and with the addresses that speak IPv6. Account and region may be tokens. */
const ECR_IMAGE = /^(\d{12}|[\ue000-\uf8ff])\.dkr[.-]ecr(?:-fips)?\.([^./:@]+)\.[^/:@]+\/([^:@]+)/;

/** https://docs.aws.amazon.com/general/latest/gr/rande.html: the regions of the other partitions begin like this. */
const PARTITIONS: readonly (readonly [prefix: string, partition: string])[] = [
  ["cn-", "aws-cn"],
  ["us-gov-", "aws-us-gov"],
  ["us-iso-", "aws-iso"],
  ["us-isob-", "aws-iso-b"],
  ["eu-isoe-", "aws-iso-e"],
  ["us-isof-", "aws-iso-f"],
  ["eusc-", "aws-eusc"],
];

/** The partition of a region, as far as its name says it. */
export function partitionOf(region: string, facts: Pick<ProviderFacts, "partition">): string {
  if (holdsMask(region)) return facts.partition;
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? "aws";
}

/**
 * A log group that the log driver makes. AWS checks this one action against the ARN with an empty log stream at its end;
 * its reference names the ARN without.
 */
export function logGroup(name: string, region: string | undefined, facts: ProviderFacts): Resource[] {
  const masked = new MaskedText(region === undefined ? name : `${region}:${name}`);
  const arn = `arn:${facts.partition}:logs:${region ?? facts.region}:${facts.accountId}:log-group:${name}`;
  return [
    made(arn, masked, masked.text, "log group "),
    made(`${arn}:log-stream:`, masked, masked.text, "no stream of log group "),
  ];
}

/** A file system of EFS. */
export function fileSystem(id: string, { partition, region, accountId }: ProviderFacts): Resource {
  const arn = `arn:${partition}:elasticfilesystem:${region}:${accountId}:file-system/${id}`;
  return made(arn, new MaskedText(id), undefined, "file system ");
}

/** A key by its ARN. */
export function key(arn: string): Resource {
  return made(arn, new MaskedText(arn));
}
