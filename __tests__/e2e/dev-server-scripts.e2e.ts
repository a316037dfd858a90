import type { ContainerDefinition } from "../../modules/aws";
import { DevServer, type DevServerProps } from "../../modules/servers/dev";
import { WAIT_FOR_LEADER } from "../../modules/servers/common";
import { ShellSandbox, type Scene } from "../helpers/shell-sandbox";
import { Template, testStack } from "../helpers/template";

/*
 * Runs the scripts of the server's containers, as they come out of the synth, and looks at what the server was started
 * with. Needs jq, beside `sh`.
 */
const SCENE: Scene = { documents: { "/v4/abc": { Networks: [{ IPv4Addresses: ["10.0.1.17"] }] } } };

/** Each holds what a shell, jq or JSON would trip over. */
const SECRETS: Readonly<Record<string, string>> = {
  CONSUL_HTTP_TOKEN: "boot'strap\"$HOME`id`\\n",
  CONSUL_GOSSIP_ENCRYPTION_KEY: "go\nssip/+=' END_OF_JSON",
  CONSUL_LICENSE: "lic%sense $(id)",
  CONSUL_REPLICATION_TOKEN: "repli'cation\\",
  CONSUL_CACERT_PEM: "-----BEGIN CERTIFICATE-----\n$HOME `id` \\n \"x\" 'y'\n-----END CERTIFICATE-----",
  CONSUL_CAKEY: "-----BEGIN EC PRIVATE KEY-----\n%s $(id)\n-----END EC PRIVATE KEY-----",
};
const ARN = "arn:aws:secretsmanager:us-east-1:111122223333:secret:";
const TLS = { caCertSecretArn: `${ARN}cert`, caKeySecretArn: `${ARN}key` };
const BASE = { clusterArn: "arn:aws:ecs:us-east-1:111122223333:cluster/c", vpcId: "vpc-1", subnetIds: ["subnet-1"] };

type Props = Readonly<Record<string, unknown>> & { readonly release: string };

let sandbox: ShellSandbox;
afterEach(() => sandbox.remove());

/** The containers of a server. */
function containers(props: Props): Readonly<Record<string, ContainerDefinition>> {
  const stack = testStack((scope) => void new DevServer(scope, "server", { ...BASE, ...props } as DevServerProps));
  return Template.of(stack).containers();
}

/** Runs the containers of a server one after the other, as their dependencies say. */
function start(props: Props, scene = SCENE): number | null {
  const { "tls-init": tlsInit, "consul-server": server } = containers(props);
  sandbox = new ShellSandbox(scene);
  return (tlsInit ? run(tlsInit) : 0) || run(server);
}

function run(container: ContainerDefinition | undefined): number | null {
  expect(container?.entryPoint).toEqual(["/bin/sh", "-ec"]);
  const secrets = (container?.secrets ?? []).map(({ name }) => [name, SECRETS[name] ?? "unexpected"]);
  const { exitCode } = sandbox.run(container?.command?.[0] ?? "exit 99", {
    ECS_CONTAINER_METADATA_URI_V4: "http://169.254.170.2/v4/abc",
    ...(Object.fromEntries(secrets) as Record<string, string>),
  });
  return exitCode;
}

const SERVER = {
  server: true,
  bootstrap: true,
  ui_config: { enabled: true },
  client_addr: "0.0.0.0",
  advertise_addr: "10.0.1.17",
  data_dir: "/tmp/consul-data",
  node_name: "server",
  datacenter: "dc1",
  enable_central_service_config: true,
  connect: { enabled: true },
};
const ACL = {
  enabled: true,
  default_policy: "deny",
  down_policy: "extend-cache",
  enable_token_persistence: true,
  tokens: { initial_management: SECRETS.CONSUL_HTTP_TOKEN, agent: SECRETS.CONSUL_HTTP_TOKEN },
};
const tlsConfig = (datacenter = "dc1") => ({
  auto_encrypt: { allow_tls: true },
  ports: { https: 8501, grpc_tls: 8503 },
  tls: {
    defaults: {
      ca_file: "/consul/consul-agent-ca.pem",
      cert_file: `/consul/${datacenter}-server-consul-0.pem`,
      key_file: `/consul/${datacenter}-server-consul-0-key.pem`,
      verify_outgoing: true,
    },
    internal_rpc: { verify_incoming: true, verify_server_hostname: true },
  },
});

const onOff = [false, true];
const MATRIX = [
  ...onOff.flatMap((acls) => onOff.map((tls) => ({ release: "0.10", acls, tls, gossip: false }))),
  ...onOff.flatMap((acls) => onOff.flatMap((tls) => onOff.map((gossip) => ({ release: "0.6", acls, tls, gossip })))),
];

describe.each(MATRIX)("line $release, ACLs $acls, TLS $tls, gossip encryption $gossip", ({ release, ...of }) => {
  const props = {
    release,
    acls: of.acls,
    tls: of.tls ? TLS : undefined,
    gossipEncryption: of.gossip || undefined,
    consulImage: "hashicorp/consul-enterprise:1.20.2-ent",
    license: { secretArn: `${ARN}license` },
    replicationToken: of.acls ? { secretArn: `${ARN}replication` } : undefined,
  };

  it("starts a server with the whole configuration", () => {
    expect(start(props)).toBe(0);
    expect(sandbox.calls("consul").at(-1)).toEqual(["agent", "-config-file", "/consul/server.json"]);
    expect(sandbox.json("/consul/server.json")).toEqual({
      ...SERVER,
      // Dataplanes connect by gRPC, which client agents do for them on the other line.
      ...(release === "0.10" && { ports: { grpc: 8502 } }),
      ...(of.tls && tlsConfig()),
      ...(of.acls && { acl: { ...ACL, tokens: { ...ACL.tokens, replication: SECRETS.CONSUL_REPLICATION_TOKEN } } }),
      ...(of.gossip && { encrypt: SECRETS.CONSUL_GOSSIP_ENCRYPTION_KEY }),
    });
  });

  it("keeps secrets in files that only their reader can open, and off the command lines", () => {
    start(props);
    expect(sandbox.mode("/consul/server.json")).toBe("600");
    for (const secret of Object.values(SECRETS)) expect(sandbox.commandLines).not.toContain(secret);
  });
});

describe("TLS", () => {
  const props = {
    release: "0.10",
    tls: { ...TLS, additionalDnsNames: ["consul.example.com", "*.example.com"] },
    nodeName: "node-1's",
    datacenter: "dc-east",
  };

  it("makes a certificate with the CA, for the address and all names of the server", () => {
    expect(start(props)).toBe(0);
    const [create] = sandbox.calls("consul");
    expect(create?.slice(0, 7)).toEqual([
      ...["tls", "cert", "create", "-server", "-node=node-1's", "-dc=dc-east", "-additional-ipaddress=10.0.1.17"],
    ]);
    expect(create?.slice(7)).toEqual([
      // The Cloud Map name, which only Terraform knows.
      expect.stringMatching(
        /^-additional-dnsname=\$\{aws_service_discovery_service\..*\.name\}\.\$\{aws_service_discovery_private_dns_namespace\..*\.name\}$/,
      ),
      "-additional-dnsname=consul.example.com",
      "-additional-dnsname=*.example.com",
    ]);
    expect(sandbox.read("/seen/consul-agent-ca.pem")).toBe(`${SECRETS.CONSUL_CACERT_PEM}\n`);
    expect(sandbox.read("/seen/consul-agent-ca-key.pem")).toBe(`${SECRETS.CONSUL_CAKEY}\n`);
    expect(sandbox.mode("/seen/consul-agent-ca-key.pem")).toBe("600");
  });

  it("leaves the files that the server's configuration names, and not the key of the CA", () => {
    start(props);
    expect(sandbox.list("/consul")).toEqual([
      ...["consul-agent-ca.pem", "dc-east-server-consul-0-key.pem", "dc-east-server-consul-0.pem", "server.json"],
    ]);
    expect(sandbox.json("/consul/server.json")).toMatchObject(tlsConfig("dc-east"));
  });

  it("makes the certificate under the same name when the container starts again", () => {
    start(props);
    const before = sandbox.list("/consul");
    expect(run(containers(props)["tls-init"])).toBe(0);
    expect(sandbox.list("/consul")).toEqual(before);
  });

  it("does not start when the address of the task is not known", () => {
    expect(start(props, { documents: {} })).not.toBe(0);
    expect(sandbox.calls("consul")).toEqual([]);
  });

  it.each([
    ["hashicorp/consul:1.12.2", { https: 8501, grpc: 8502 }],
    ["hashicorp/consul:1.13.9-ent", { https: 8501, grpc: 8502 }],
    ["hashicorp/consul:1.14.0", { https: 8501, grpc_tls: 8503 }],
    ["hashicorp/consul:2.0.1", { https: 8501, grpc_tls: 8503 }],
  ])("has %s listen on %j", (consulImage, ports) => {
    start({ release: "0.6", tls: TLS, consulImage });
    expect(sandbox.json("/consul/server.json")).toMatchObject({ ports });
  });
});

describe("federation", () => {
  const props = { release: "0.10", acls: true, tls: TLS };

  it.each([
    [{ primaryDatacenter: "dc0" }, { primary_datacenter: "dc0" }],
    [{ retryJoinWan: ["10.0.0.1", "it's"] }, { retry_join_wan: ["10.0.0.1", "it's"] }],
    [{ clusterPeering: true }, { peering: { enabled: true } }],
    [
      { meshGatewayWanFederation: true },
      {
        connect: { enabled: true, enable_mesh_gateway_wan_federation: true },
        acl: { ...ACL, enable_token_replication: true },
      },
    ],
    [
      { primaryGateways: ["1.2.3.4:8443"], meshGatewayWanFederation: false },
      {
        primary_gateways: ["1.2.3.4:8443"],
        connect: { enabled: true, enable_mesh_gateway_wan_federation: true },
        acl: { ...ACL, enable_token_replication: true },
      },
    ],
  ])("with %j", (given, expected) => {
    start({ ...props, ...given });
    expect(sandbox.json("/consul/server.json")).toEqual({ ...SERVER, ...tlsConfig(), acl: ACL, ...expected });
  });
});

it.each([
  ["no document", { documents: {} }],
  ["no address", { documents: { "/v4/abc": { Networks: [{}] } } }],
])("does not start a server when the metadata has %s", (_, scene) => {
  expect(start({ release: "0.10" }, scene)).not.toBe(0);
  expect(sandbox.calls("consul")).toEqual([]);
});

describe("waiting for a leader", () => {
  const environment = { CONSUL_SERVER: "http://lb.example.com:8500", TIMEOUT_SECONDS: "1" };

  it("ends when there is one", () => {
    sandbox = new ShellSandbox({ documents: { "/v1/status/leader": "10.0.1.17:8300" } });
    expect(sandbox.run(WAIT_FOR_LEADER, environment).exitCode).toBe(0);
    expect(sandbox.calls("sleep")).toEqual([]);
    expect(sandbox.calls("curl")).toEqual([
      ["-fsS", "--max-time", "10", "http://lb.example.com:8500/v1/status/leader"],
    ]);
  });

  it.each([
    ["nobody answers", {}],
    // A server that is alone, and not elected, answers 200 with an empty address.
    ["nobody leads", { "/v1/status/leader": "" }],
  ])("fails when %s in time", (_, documents) => {
    sandbox = new ShellSandbox({ documents });
    const { exitCode, stderr } = sandbox.run(WAIT_FOR_LEADER, environment);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("No Consul server led the datacenter after 1 s: http://lb.example.com:8500");
    // How often it asks in that time is the machine's business, but it never asks without a pause.
    expect(sandbox.calls("curl").length - sandbox.calls("sleep").length).toBe(1);
    for (const call of sandbox.calls("sleep")) expect(call).toEqual(["5"]);
  });
});
