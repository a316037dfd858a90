/** What tasks and servers of the stacks ask, and what the programs in them may: the first label of each name. */
const SERVICES = [
  "acm",
  "api.ecr",
  "autoscaling",
  "ec2",
  "ec2messages",
  "ecs",
  "elasticfilesystem",
  "elasticloadbalancing",
  "iam",
  "kms",
  "logs",
  "monitoring",
  "s3",
  "secretsmanager",
  "servicediscovery",
  "ssm",
  "ssmmessages",
  "sts",
];

/** AWS's host names, with and without the region: those that have to lead to the front inside the network. */
export function awsNames(region: string): string[] {
  return SERVICES.flatMap((service) => [`${service}.amazonaws.com`, `${service}.${region}.amazonaws.com`]);
}

/**
 * What the front's certificate is for. A wildcard stands for one label only, so names of two labels are listed; buckets
 * are names below S3's.
 */
export function certificateNames(region: string): string[] {
  const wildcards = ["amazonaws.com", `${region}.amazonaws.com`, "s3.amazonaws.com", `s3.${region}.amazonaws.com`];
  return [...wildcards.map((domain) => `*.${domain}`), ...awsNames(region), "localhost"];
}
