import type { Block } from "../../helpers/template";

type Resources = Record<string, Record<string, Block>>;

export interface Stack {
  readonly terraform?: Block;
  readonly provider?: Record<string, unknown>;
  readonly resource?: Resources;
  readonly data?: Resources;
  readonly output?: Record<string, Block>;
  readonly locals?: Block;
}

/** What HCP would tell of a cluster. */
export const HCP = {
  host: "mesh.private.consul.example.com",
  gossipKey: Buffer.alloc(32, 7).toString("base64"),
  ca: "-----BEGIN CERTIFICATE-----\nnot a real one\n-----END CERTIFICATE-----\n",
  rootToken: "4f2f1c1a-7a55-4a0e-8a34-0c9a6f1b2c3d",
};

const base64 = (text: string) => Buffer.from(text).toString("base64");

/** What a resource of HCP tells beside its own arguments. */
const TOLD: Readonly<Record<string, Block>> = {
  hcp_hvn: { self_link: "/hcp/hvn" },
  hcp_consul_cluster: {
    consul_config_file: base64(
      JSON.stringify({ encrypt: HCP.gossipKey, retry_join: [HCP.host], auto_encrypt: { tls: true } }),
    ),
    consul_ca_file: base64(HCP.ca),
    consul_root_token_secret_id: HCP.rootToken,
    consul_root_token_accessor_id: "a8a5b1c2-2f8a-4b7e-9f53-0b1d2c3e4f50",
    consul_private_endpoint_url: `https://${HCP.host}`,
    consul_public_endpoint_url: "",
  },
  hcp_aws_network_peering: { self_link: "/hcp/peering", provider_peering_id: "${aws_vpc_peering_connection.hcp.id}" },
  hcp_hvn_route: {},
};

/**
 * The stack without the hcp provider: what its resources would tell are locals, and a second VPC asks for the peering in
 * the place of HCP. So Terraform evaluates every expression about HCP, and the AWS side can be applied.
 */
export function withoutHcp(stack: Stack, vpcCidr: string): Stack & { readonly locals: Block } {
  const { resource = {}, data = {}, provider = {}, terraform = {}, ...others } = stack;
  const hcp = Object.entries(resource).filter(([type]) => type.startsWith("hcp_"));
  const aws = Object.entries(resource).filter(([type]) => !type.startsWith("hcp_"));
  const locals = Object.fromEntries(
    hcp.map(([type, all]) => [
      type,
      Object.fromEntries(Object.entries(all).map(([id, block]) => [id, { ...argumentsOf(block), ...TOLD[type] }])),
    ]),
  );
  const vpc = Object.keys(resource.aws_vpc ?? {})[0];
  return renameReferences({
    ...others,
    // Without the backend, whatever it is: the state lies beside the stack.
    terraform: {
      required_version: terraform.required_version,
      required_providers: { aws: (terraform.required_providers as Block).aws },
    },
    provider: { aws: provider.aws },
    data,
    locals: { ...stack.locals, ...locals },
    resource: {
      ...Object.fromEntries(aws),
      aws_vpc: { ...resource.aws_vpc, hcp: { cidr_block: vpcCidr } },
      aws_vpc_peering_connection: { hcp: { vpc_id: "${aws_vpc.hcp.id}", peer_vpc_id: `\${aws_vpc.${vpc}.id}` } },
    },
  });
}

function argumentsOf(block: Block): Block {
  return Object.fromEntries(Object.entries(block).filter(([key]) => !["lifecycle", "depends_on", "//"].includes(key)));
}

/** `hcp_hvn.x.cidr_block` -> `local.hcp_hvn.x.cidr_block`; a local is nothing to depend on. */
function renameReferences<T>(stack: T): T {
  const text = JSON.stringify(stack, (key, value: unknown) =>
    key === "depends_on" ? (value as string[]).filter((address) => !address.startsWith("hcp_")) : value,
  );
  return JSON.parse(text.replace(/(?<![\w."])(hcp_[a-z_]+\.)/g, "local.$1")) as T;
}
