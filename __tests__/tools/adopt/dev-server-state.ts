import type { StateResource } from "../../../tools/adopt";

/** What a state has of a dev server, by what its module was called with. */
export interface DevServerInputs {
  readonly name: string;
  readonly datacenter?: string;
  readonly node_name?: string;
  readonly service_discovery_namespace?: string;
  readonly launch_type?: "EC2" | "FARGATE";
  readonly tls?: { readonly cert: string; readonly key: string; readonly names?: readonly string[] };
  readonly token?: { readonly arn: string; readonly value: string };
  readonly replication_token?: string;
  readonly gossip?: string;
  readonly license?: string;
  readonly lb?: boolean;
  readonly primary_datacenter?: string;
  readonly retry_join_wan?: readonly string[];
  readonly primary_gateways?: readonly string[];
  readonly federation?: boolean;
  readonly peering?: boolean;
  readonly wait?: boolean;
  readonly log_driver?: string;
}

/** Resources as the module has them; the server's command holds its tokens in clear, as it does there. */
export function devServerState(inputs: DevServerInputs, image = "hashicorp/consul:2.0.1"): StateResource[] {
  const { name, datacenter = "dc1", lb = false, wait = false } = inputs;
  const namespace = inputs.service_discovery_namespace ?? datacenter;
  return [
    resource("aws_ecs_task_definition", "this", {
      family: name,
      cpu: "256",
      memory: "512",
      requires_compatibilities: ["EC2", "FARGATE"],
      container_definitions: JSON.stringify(containers(inputs, image, `${name}.${namespace}`)),
      volume: [{ name: "consul-data" }],
    }),
    resource("aws_ecs_service", "this", {
      name,
      cluster: CLUSTER,
      launch_type: inputs.launch_type ?? "EC2",
      desired_count: 1,
      network_configuration: [{ subnets: SUBNETS, security_groups: ["sg-01234567890abcdef"], assign_public_ip: false }],
      wait_for_steady_state: wait,
    }),
    resource("aws_service_discovery_private_dns_namespace", "server", { name: namespace, vpc: VPC }),
    resource("aws_service_discovery_service", "server", { name }),
    resource("aws_security_group", "ecs_service", { id: "sg-01234567890abcdef", vpc_id: VPC }),
    ...(lb
      ? [
          resource("aws_lb", "this", { subnets: SUBNETS }, 0),
          resource(
            "aws_security_group",
            "load_balancer",
            { ingress: [{ cidr_blocks: ["10.0.0.0/8"], security_groups: [] }] },
            0,
          ),
        ]
      : []),
  ];
}

export const CLUSTER = "arn:aws:ecs:us-east-1:123456789012:cluster/main";
export const VPC = "vpc-0123456789abcdef0";
export const SUBNETS = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"];

function resource(type: string, name: string, values: object, index?: number): StateResource {
  return {
    address: `module.dev.${type}.${name}${index === undefined ? "" : `[${index}]`}`,
    module: "module.dev",
    type,
    name,
    ...(index === undefined ? {} : { index }),
    provider: "registry.terraform.io/hashicorp/aws",
    schemaVersion: 0,
    values: { ...values },
    // As a whole, for the licence that might be in it.
    sensitive: name === "this" && type === "aws_ecs_task_definition" ? ["container_definitions"] : [],
    tainted: false,
  };
}

function containers(inputs: DevServerInputs, image: string, dnsName: string): object[] {
  const { tls, token, gossip, license } = inputs;
  const logs =
    inputs.log_driver === undefined ? {} : { logConfiguration: { logDriver: inputs.log_driver, options: {} } };
  const secrets = { CONSUL_HTTP_TOKEN: token?.arn, CONSUL_GOSSIP_ENCRYPTION_KEY: gossip, CONSUL_LICENSE: license };
  const names = [dnsName, ...(tls?.names ?? [])].map((each) => `-additional-dnsname="${each}" \\\n`).join("");
  return [
    ...(tls
      ? [
          {
            name: "tls-init",
            image,
            command: [`consul tls cert create -server \\\n${names}`],
            secrets: secretsOf({ CONSUL_CACERT_PEM: tls.cert, CONSUL_CAKEY: tls.key }),
          },
        ]
      : []),
    { name: "consul-server", image, command: [command(inputs)], secrets: secretsOf(secrets), ...logs },
  ];
}

function secretsOf(arns: Readonly<Record<string, string | undefined>>): object[] {
  return Object.entries(arns).flatMap(([name, valueFrom]) => (valueFrom === undefined ? [] : [{ name, valueFrom }]));
}

/** The options that say something, in the forms that the module has for them. */
function command(inputs: DevServerInputs): string {
  const { name, datacenter = "dc1", node_name: node = name, token, replication_token: replication } = inputs;
  const federates = inputs.federation === true || inputs.primary_gateways !== undefined;
  const options = [
    ` 'node_name = "${node}"'`,
    `='datacenter = "${datacenter}"'`,
    ...(token ? [`='acl = { tokens = { master = "${token.value}", agent = "${token.value}" }}'`] : []),
    ...(replication === undefined ? [] : [`='acl = { tokens = { replication = "${replication}"}}'`]),
    ...(inputs.primary_datacenter === undefined ? [] : [`='primary_datacenter = "${inputs.primary_datacenter}"'`]),
    ...listOption("retry_join_wan", inputs.retry_join_wan),
    ...(federates ? ["='connect { enable_mesh_gateway_wan_federation = true }'"] : []),
    ...(inputs.peering === true ? ["='peering { enabled = true }'"] : []),
    ...listOption("primary_gateways", inputs.primary_gateways),
  ];
  return `exec consul agent -server \\\n${options.map((option) => `  -hcl${option} \\\n`).join("")}`;
}

function listOption(name: string, items: readonly string[] | undefined): string[] {
  return items === undefined ? [] : [`='${name} = [\n${items.map((item) => `    "${item}",\n`).join("")}  ]'`];
}
