/**
 * What exists in the emulator, by kind: `{ "ec2 vpc": ["vpc-0a1b"] }`. Kinds of which there is nothing are left out, so
 * an empty emulator is `{}`.
 *
 * It asks the list operations of AWS's own API. The emulator's own `GET /moto-api/data.json` cannot serve: it shows each
 * object that was ever made, also after its deletion.
 *
 * Left out on purpose:
 * - the network ACL of a VPC, network interfaces, and the hosted zone of a Cloud Map namespace. With AWS they come and go
 *   with what they belong to; the emulator leaves them behind. No stack makes one by itself;
 * - ECS capacity providers, of which the emulator tells only when asked by name.
 *
 * Only the first page of each list is read. That tells "nothing is left" for certain, not how much is.
 */
export type Contents = Readonly<Record<string, readonly string[]>>;

/** @param except what is not to be reported, being there from the start */
export async function listContents(endpoint: string, except: Contents = {}): Promise<Contents> {
  const listings = [...LISTINGS, ...(await ecsListings(endpoint))];
  const found = await Promise.all(listings.map((listing) => list(endpoint, listing)));
  const contents: Record<string, string[]> = {};
  for (const [index, { kind }] of listings.entries()) {
    const ids = (found[index] ?? []).filter((id) => !except[kind]?.includes(id));
    if (ids.length > 0) contents[kind] = [...(contents[kind] ?? []), ...ids].sort();
  }
  return contents;
}

/** One list operation. */
interface Listing {
  readonly kind: string;
  /** The service's name in a signature, by which the emulator knows whom a request is for. */
  readonly service: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Finds an id in the answer: the first group, or else the whole match. */
  readonly id: RegExp;
}

function ec2(kind: string, action: string, id: RegExp, filter = ""): Listing {
  return query(`ec2 ${kind}`, "ec2", action, "2016-11-15", id, filter);
}

function query(kind: string, service: string, action: string, version: string, id: RegExp, more = ""): Listing {
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  return { kind, service, headers, body: `Action=${action}&Version=${version}${more}`, id };
}

function json(kind: string, service: string, target: string, id: RegExp, body: object = {}): Listing {
  const headers = { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target };
  return { kind, service, headers, body: JSON.stringify(body), id };
}

function rest(kind: string, service: string, path: string, id: RegExp): Listing {
  return { kind, service, path, id };
}

const ECS = "AmazonEC2ContainerServiceV20141113";
const ELB = ["elasticloadbalancing", "2015-12-01"] as const;
const IAM = "2010-05-08";
const AUTOSCALING = "2011-01-01";
const CLOUD_MAP = "Route53AutoNaming_v20170314";

/** Deleted clusters included: AWS keeps them for a while as INACTIVE. */
const CLUSTERS = json("all clusters", "ecs", `${ECS}.ListClusters`, /arn:aws:ecs:[^"]*:cluster\/[^"]*/g);

const LISTINGS: readonly Listing[] = [
  ec2("vpc", "DescribeVpcs", /vpc-[0-9a-f]+/g),
  ec2("subnet", "DescribeSubnets", /<subnetId>([^<]+)/g),
  ec2("internet gateway", "DescribeInternetGateways", /igw-[0-9a-f]+/g),
  // AWS shows a deleted NAT gateway for an hour.
  ec2("nat gateway", "DescribeNatGateways", /nat-[0-9a-f]+/g, filter("state", "pending", "available", "failed")),
  ec2("elastic ip", "DescribeAddresses", /eipalloc-[0-9a-f]+/g),
  ec2("route table", "DescribeRouteTables", /rtb-[0-9a-f]+/g),
  ec2("security group", "DescribeSecurityGroups", /<groupId>([^<]+)/g),
  ec2("vpc endpoint", "DescribeVpcEndpoints", /vpce-[0-9a-f]+/g),
  ec2("vpc peering", "DescribeVpcPeeringConnections", /pcx-[0-9a-f]+/g),
  ec2("launch template", "DescribeLaunchTemplates", /lt-[0-9a-f]+/g),
  ec2("volume", "DescribeVolumes", /vol-[0-9a-f]+/g),
  ec2("key pair", "DescribeKeyPairs", /<keyName>([^<]+)/g),
  // AWS shows a terminated instance for an hour.
  ec2(
    "instance",
    "DescribeInstances",
    /<instanceId>([^<]+)/g,
    filter("instance-state-name", "pending", "running", "stopping", "stopped"),
  ),
  query("load balancer", ELB[0], "DescribeLoadBalancers", ELB[1], /<LoadBalancerArn>([^<]+)/g),
  query("target group", ELB[0], "DescribeTargetGroups", ELB[1], /<TargetGroupArn>([^<]+)/g),
  query("autoscaling group", "autoscaling", "DescribeAutoScalingGroups", AUTOSCALING, /<AutoScalingGroupARN>([^<]+)/g),
  query("iam role", "iam", "ListRoles", IAM, /<Arn>([^<]+)/g, "&MaxItems=1000"),
  // AWS's own policies are not of scope Local.
  query("iam policy", "iam", "ListPolicies", IAM, /<Arn>([^<]+)/g, "&Scope=Local&MaxItems=1000"),
  query("iam instance profile", "iam", "ListInstanceProfiles", IAM, /<InstanceProfileName>([^<]+)/g, "&MaxItems=1000"),
  // AWS keeps a deregistered task definition for ever, as INACTIVE.
  json("ecs task definition", "ecs", `${ECS}.ListTaskDefinitions`, /arn:aws:[^"]+/g, { status: "ACTIVE" }),
  // Without those that are scheduled for deletion, which this operation does not list.
  json("secret", "secretsmanager", "secretsmanager.ListSecrets", /"ARN": "([^"]+)/g),
  json("ssm parameter", "ssm", "AmazonSSM.DescribeParameters", /"ARN": "([^"]+)/g),
  json("log group", "logs", "Logs_20140328.DescribeLogGroups", /"logGroupName": "([^"]+)/g),
  json("cloud map namespace", "servicediscovery", `${CLOUD_MAP}.ListNamespaces`, /arn:aws:[^"]+/g),
  json("cloud map service", "servicediscovery", `${CLOUD_MAP}.ListServices`, /arn:aws:[^"]+/g),
  json("certificate", "acm", "CertificateManager.ListCertificates", /"CertificateArn": "([^"]+)/g),
  rest("efs file system", "elasticfilesystem", "/2015-02-01/file-systems", /"FileSystemId": "([^"]+)/g),
  rest("efs access point", "elasticfilesystem", "/2015-02-01/access-points", /"AccessPointId": "([^"]+)/g),
];

/** Clusters and services: AWS keeps what is deleted for a while as INACTIVE, so each must be asked for its status. */
async function ecsListings(endpoint: string): Promise<Listing[]> {
  const clusters = await list(endpoint, CLUSTERS);
  if (clusters.length === 0) return [];
  const services = clusters.map(async (cluster) => {
    const body = { cluster, maxResults: 100 };
    const arns = await list(endpoint, json("all services", "ecs", `${ECS}.ListServices`, /arn:aws:[^"]+/g, body));
    // No more than ten can be described at once.
    return arns.map((arn) =>
      json("ecs service", "ecs", `${ECS}.DescribeServices`, active("service"), { cluster, services: [arn] }),
    );
  });
  return [
    ...clusters.map((arn) =>
      json("ecs cluster", "ecs", `${ECS}.DescribeClusters`, active("cluster"), { clusters: [arn] }),
    ),
    ...(await Promise.all(services)).flat(),
  ];
}

/** The ARN of the one thing described, when it is not INACTIVE. */
function active(thing: "cluster" | "service"): RegExp {
  return new RegExp(`"${thing}Arn": "([^"]+)(?=.*"status": "(?:ACTIVE|DRAINING)")`, "g");
}

function filter(name: string, ...values: string[]): string {
  return `&Filter.1.Name=${name}${values.map((value, index) => `&Filter.1.Value.${index + 1}=${value}`).join("")}`;
}

async function list(endpoint: string, { kind, service, path = "/", headers, body, id }: Listing): Promise<string[]> {
  const credential = `test/20250101/us-east-1/${service}/aws4_request`;
  const response = await fetch(`${endpoint}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      ...headers,
      Authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`,
    },
    body,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`The emulator cannot list ${kind}: ${response.status} ${text.slice(0, 300)}`);
  return [...new Set([...text.matchAll(id)].map(([all, group]) => group ?? all))].sort();
}
