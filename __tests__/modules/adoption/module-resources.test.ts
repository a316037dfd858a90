import { adopt } from "../../../modules";
import { MODULE_RESOURCES, type AdoptedModule } from "../../../modules/adoption";
import { makeCall, synthesizeConstructs } from "../../../tools/parity";
import { playedResources } from "../../helpers/played-modules";
import { refusalsOf } from "../../helpers/refusals";
import { goodCases } from "../../tools/parity/cases";

interface Written {
  readonly moved?: readonly { readonly from: string; readonly to: string }[];
  readonly removed?: readonly { readonly from: string; readonly lifecycle: object }[];
  readonly resource?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

function adopted(call: Parameters<typeof makeCall>[1], module = "module.it"): Written {
  return synthesizeConstructs((stack) => adopt(makeCall(stack, call), module));
}

/** The types that a construct makes on purpose beside what its module makes. */
const OWN = ["aws_iam_role_policy"];

describe.each(goodCases)("$name", ({ name, call }) => {
  const played = Object.keys(playedResources[name] ?? {});

  it("has every resource of the module moved to one that the construct makes, each to another one", () => {
    const { moved = [], resource = {} } = adopted(call);
    expect(moved.map(({ from }) => from).sort()).toEqual(played.map((address) => `module.it.${address}`).sort());
    const made = Object.entries(resource).flatMap(([type, byId]) => Object.keys(byId).map((id) => `${type}.${id}`));
    const own = made.filter((address) => OWN.some((type) => address.startsWith(`${type}.`)));
    expect([...moved.map(({ to }) => to), ...own].sort()).toEqual(made.sort());
  });
});

/** What the module dev-server has, by its source at the two tags, with TLS, ACLs, gossip encryption and a load balancer. */
const DEV_SERVER = {
  moved: [
    "aws_ecs_service.this",
    "aws_ecs_task_definition.this",
    "aws_iam_policy.this_execution",
    "aws_iam_role.this_execution",
    "aws_iam_role.this_task",
    "aws_iam_role_policy_attachment.this_execution",
    "aws_lb.this[0]",
    "aws_lb_listener.this[0]",
    "aws_lb_target_group.this[0]",
    "aws_security_group.ecs_service",
    "aws_security_group.load_balancer[0]",
    "aws_security_group_rule.egress_from_service",
    "aws_security_group_rule.lb_ingress_to_service[0]",
    "aws_service_discovery_private_dns_namespace.server",
    "aws_service_discovery_service.server",
  ],
  forgotten: [
    "aws_secretsmanager_secret.bootstrap_token",
    "aws_secretsmanager_secret.ca_cert",
    "aws_secretsmanager_secret.ca_key",
    "aws_secretsmanager_secret.license",
    "aws_secretsmanager_secret_version.bootstrap_token",
    "aws_secretsmanager_secret_version.ca_cert",
    "aws_secretsmanager_secret_version.ca_key",
    "aws_secretsmanager_secret_version.license",
    "random_uuid.bootstrap_token",
    "tls_private_key.ca",
    "tls_self_signed_cert.ca",
  ],
  "v0.6.2": [
    "aws_secretsmanager_secret.gossip_key",
    "aws_secretsmanager_secret_version.gossip_key",
    "random_id.gossip_key",
  ],
  "v0.10.0": ["null_resource.wait_for_consul_server"],
};

const secret = (name: string) => `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}`;

const SECRETS = {
  tls: true,
  generate_ca: false,
  ca_cert_arn: secret("server-ca-cert"),
  ca_key_arn: secret("server-ca-key"),
  acls: true,
  generate_bootstrap_token: false,
  bootstrap_token_arn: secret("server-bootstrap-token"),
};

const GOSSIP = {
  gossip_encryption_enabled: true,
  generate_gossip_encryption_key: false,
  gossip_key_secret_arn: secret("server-gossip-key"),
};

const devServer = (tag: string, inputs: object) => ({
  tag,
  module: "dev-server",
  inputs: {
    ecs_cluster_arn: "arn:aws:ecs:us-east-1:123456789012:cluster/dev",
    vpc_id: "@vpc",
    subnet_ids: ["@subnet1"],
    lb_enabled: true,
    lb_subnets: ["@subnet1", "@subnet2"],
    lb_ingress_rule_cidr_blocks: ["10.0.0.0/8"],
    launch_type: "FARGATE",
    ...inputs,
  },
});

describe.each(["v0.6.2", "v0.10.0"] as const)("a dev server %s", (tag) => {
  const call = devServer(tag, { ...SECRETS, ...(tag === "v0.6.2" ? GOSSIP : {}) });

  it("is moved, and what it refers to leaves the state and stays", () => {
    const { moved = [], removed = [] } = adopted(call, 'module.all["a"].module.dev[0]');
    const within = 'module.all["a"].module.dev[0].';
    expect(moved.map(({ from }) => from).sort()).toEqual(DEV_SERVER.moved.map((name) => within + name).sort());
    const names = removed.map(({ from }) => from.replace("module.all.module.dev.", ""));
    expect(names).toEqual(expect.arrayContaining([...DEV_SERVER.forgotten, ...DEV_SERVER[tag]]));
    expect(new Set(removed.map(({ lifecycle }) => JSON.stringify(lifecycle)))).toEqual(new Set(['{"destroy":false}']));
  });

  it("makes no secret, and its task reads those that there are", () => {
    const { resource = {} } = adopted(call);
    expect(Object.keys(resource).filter((type) => /secret|tls|random/.test(type))).toEqual([]);
    const text = JSON.stringify(resource.aws_ecs_task_definition);
    const given = ["server-ca-cert", "server-ca-key", "server-bootstrap-token"];
    for (const name of tag === "v0.6.2" ? [...given, "server-gossip-key"] : given) expect(text).toContain(secret(name));
  });
});

describe("a server that would make secrets that the module made", () => {
  it.each<[string, string, object, string]>([
    ["v0.10.0", "a bootstrap token", { acls: true }, "acls must refer to the secret that the module made"],
    ["v0.6.2", "a gossip key", { gossip_encryption_enabled: true }, "gossipEncryption must refer to the secret"],
    [
      "v0.10.0",
      "a licence",
      { consul_license: "x", consul_image: "hashicorp/consul-enterprise:1.20.0-ent" },
      "license must refer",
    ],
  ])("is refused on %s: %s", (tag, _, inputs, message) => {
    const refusals = refusalsOf(() => adopted(devServer(tag, inputs)));
    expect(refusals).toEqual([expect.stringContaining(message)]);
  });
});

it("maps every resource of the modules, or says why not", () => {
  const modules = new Set<AdoptedModule>(["mesh-task", "controller", "gateway-task", "dev-server"]);
  expect(new Set(Object.keys(MODULE_RESOURCES))).toEqual(modules);
  const reasons = Object.values(MODULE_RESOURCES["dev-server"]).flatMap((each) =>
    "forgotten" in each ? [each.forgotten] : [],
  );
  expect(reasons.filter((reason) => reason.length < 10)).toEqual([]);
  const known = [
    ...DEV_SERVER.moved.map((name) => name.replace("[0]", "")),
    ...DEV_SERVER.forgotten,
    ...DEV_SERVER["v0.6.2"],
    ...DEV_SERVER["v0.10.0"],
  ];
  expect(Object.keys(MODULE_RESOURCES["dev-server"]).sort()).toEqual(known.sort());
});
