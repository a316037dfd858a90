import type { ConsulServers } from "../../modules/consul";
import { clientAgent } from "../../modules/consul/releases/v0.6/client-agent";
import type { ClientAgentOptions } from "../../modules/consul";
import { ShellSandbox, type Scene } from "../helpers/shell-sandbox";

/*
 * Runs the start script of the client agent of line 0.6, and looks at what the agent was started with.
 * Needs jq, beside `sh`.
 */
const TASK_ARN = "arn:aws:ecs:eu-central-1:111122223333:task/consul-mesh/0123456789abcdef0123456789abcdef";
const METADATA = { "/v4/abc": { Networks: [{ NetworkMode: "awsvpc", IPv4Addresses: ["10.0.1.17"] }] } };
const SCENE: Scene = { documents: { ...METADATA, "/v4/abc/task": { TaskARN: TASK_ARN } }, token: "the-agent's token" };

/** Each holds what a shell, jq or JSON would trip over. */
const SECRETS = {
  CONSUL_CACERT_PEM: "-----BEGIN CERTIFICATE-----\nrpc \"$HOME\" `id` \\n 'x'\n-----END CERTIFICATE-----",
  CONSUL_HTTPS_CACERT_PEM: "-----BEGIN CERTIFICATE-----\nhttps $(id)\n-----END CERTIFICATE-----",
  CONSUL_GOSSIP_ENCRYPTION_KEY: "a\"b'c$HOME`id`\\n\nEND_OF_JSON\n%s",
};

const RPC_CA = "arn:aws:secretsmanager:us-east-1:111122223333:secret:rpc-ca";
const HTTPS_CA = "arn:aws:secretsmanager:us-east-1:111122223333:secret:https-ca";
const GOSSIP_KEY = "arn:aws:secretsmanager:us-east-1:111122223333:secret:gossip-key";

interface Case {
  readonly acls?: boolean;
  readonly tls?: boolean;
  readonly gossip?: boolean;
  readonly httpsCa?: boolean;
  readonly partition?: string;
  readonly primaryDatacenter?: string;
  readonly httpAddress?: string;
  readonly options?: ClientAgentOptions;
}

let sandbox: ShellSandbox;
afterEach(() => sandbox.remove());

function start(of: Case, scene: Partial<Scene> = {}) {
  const servers: ConsulServers = {
    datacenter: "dc1",
    retryJoin: ["server.dc1", "provider=aws tag_key=consul"],
    httpAddress: of.httpAddress ?? "https://server.dc1:8501",
    acls: of.acls,
    tls: {
      enabled: of.tls ?? false,
      caCertSecretArn: of.tls ? RPC_CA : undefined,
      httpsCaCertSecretArn: of.httpsCa ? HTTPS_CA : undefined,
    },
    gossipKeySecretArn: of.gossip ? GOSSIP_KEY : undefined,
    primaryDatacenter: of.primaryDatacenter,
  };
  const container = clientAgent({ servers, partition: of.partition ?? "", options: of.options ?? {} });
  expect(container.entryPoint).toEqual(["/bin/sh", "-ec"]);
  sandbox = new ShellSandbox({ ...SCENE, ...scene });
  return sandbox.run(container.command?.[0] ?? "", {
    ECS_CONTAINER_METADATA_URI_V4: "http://169.254.170.2/v4/abc",
    ...Object.fromEntries((container.environment ?? []).map(({ name, value }) => [name, value])),
    ...Object.fromEntries(
      (container.secrets ?? []).map(({ name }) => [name, SECRETS[name as keyof typeof SECRETS] ?? "unexpected"]),
    ),
  });
}

/** Seconds for which the script would have waited. */
const slept = () => sandbox.calls("sleep").reduce((total, [seconds]) => total + Number(seconds), 0);

/** The whole configuration that an agent of the case must have. */
function configuration({ acls, tls, gossip, partition, primaryDatacenter }: Case): object {
  return {
    addresses: { dns: "127.0.0.1", grpc: "127.0.0.1", http: "127.0.0.1" },
    advertise_addr: "10.0.1.17",
    advertise_reconnect_timeout: "15m",
    client_addr: "0.0.0.0",
    datacenter: "dc1",
    enable_central_service_config: true,
    leave_on_terminate: true,
    ports: { grpc: 8502 },
    retry_join: ["server.dc1", "provider=aws tag_key=consul"],
    ...(gossip && { encrypt: SECRETS.CONSUL_GOSSIP_ENCRYPTION_KEY }),
    ...(tls && {
      auto_encrypt: { tls: true, ip_san: ["10.0.1.17"] },
      tls: { defaults: { ca_file: "/consul/consul-ca-cert.pem", verify_outgoing: true } },
    }),
    ...(acls && {
      acl: {
        enabled: true,
        default_policy: "deny",
        down_policy: "async-cache",
        enable_token_replication: false,
        tokens: { agent: SCENE.token },
      },
    }),
    ...(partition && { partition }),
    ...(primaryDatacenter && { primary_datacenter: primaryDatacenter }),
  };
}

const onOff = [false, true];
const MATRIX = onOff.flatMap((acls) => onOff.flatMap((tls) => onOff.map((gossip) => ({ acls, tls, gossip }))));

describe.each(MATRIX)("ACLs $acls, TLS $tls, gossip encryption $gossip", (of) => {
  it("starts an agent with the whole configuration", () => {
    expect(start(of)).toMatchObject({ exitCode: 0 });
    expect(sandbox.calls("consul").at(-1)).toEqual([
      ...["agent", "-data-dir", "/consul/data", "-config-file", "/consul/agent-defaults.json"],
    ]);
    expect(sandbox.json("/consul/agent-defaults.json")).toEqual(configuration(of));
  });

  it("logs in with ACLs only", () => {
    start(of);
    expect(sandbox.calls("consul").map(([verb]) => verb)).toEqual(of.acls ? ["login", "agent"] : ["agent"]);
  });

  it("keeps secrets in files that only their reader can open, and off the command lines", () => {
    start(of, { loginFailures: 1, unknownTokenAnswers: 1 });
    expect(sandbox.mode("/consul/agent-defaults.json")).toBe("600");
    expect(sandbox.list("/consul")).toEqual(
      ["agent-defaults.json", ...(of.acls ? ["client-token"] : []), ...(of.tls ? ["consul-ca-cert.pem"] : [])].sort(),
    );
    if (of.tls) expect(sandbox.read("/consul/consul-ca-cert.pem")).toBe(`${SECRETS.CONSUL_CACERT_PEM}\n`);
    // health-sync, another user, logs out with it.
    if (of.acls) expect(sandbox.mode("/consul/client-token")).toBe("644");
    for (const secret of [...Object.values(SECRETS), SCENE.token ?? ""]) {
      expect(sandbox.commandLines).not.toContain(secret);
    }
  });

  it("hands its binary to mesh-init", () => {
    start(of);
    expect(sandbox.list("/bin/consul-inject")).toEqual(["consul"]);
  });
});

describe("login", () => {
  it("says which task logs in", () => {
    start({ acls: true });
    expect(options(sandbox.calls("consul")[0])).toEqual({
      "-http-addr": "https://server.dc1:8501",
      "-token-sink-file": "/consul/client-token",
      "-type": "aws-iam",
      "-method": "iam-ecs-client-token",
      "-aws-region": "eu-central-1",
      "-aws-auto-bearer-token": true,
      "-aws-include-entity": true,
      "-meta": [
        "consul.hashicorp.com/task-id=0123456789abcdef0123456789abcdef",
        "consul.hashicorp.com/cluster=arn:aws:ecs:eu-central-1:111122223333:cluster/consul-mesh",
      ],
    });
  });

  it("uses the given auth method, the partition and the CA of the HTTP API", () => {
    const { exitCode } = start({
      acls: true,
      httpsCa: true,
      partition: "part 1's",
      options: { clientTokenAuthMethodName: "my $method" },
    });
    expect(exitCode).toBe(0);
    expect(options(sandbox.calls("consul")[0])).toMatchObject({
      "-method": "my $method",
      "-partition": "part 1's",
      "-ca-file": "/consul/consul-https-ca-cert.pem",
    });
    expect(sandbox.read("/consul/consul-https-ca-cert.pem")).toBe(`${SECRETS.CONSUL_HTTPS_CACERT_PEM}\n`);
    expect(sandbox.calls("curl").at(-1)).toEqual(
      expect.arrayContaining(["--cacert", "/consul/consul-https-ca-cert.pem"]),
    );
    expect(sandbox.json("/consul/agent-defaults.json")).toMatchObject({ partition: "part 1's" });
  });

  it("tries again, every two seconds, until it works", () => {
    expect(start({ acls: true }, { loginFailures: 3 }).exitCode).toBe(0);
    expect(sandbox.calls("consul").map(([verb]) => verb)).toEqual(["login", "login", "login", "login", "agent"]);
    expect(sandbox.calls("sleep")).toEqual([["2"], ["2"], ["2"]]);
  });

  it.each(["https://server.dc1:8501", "https://server.dc1:8501/", "http://10.0.0.1:8500"])(
    "asks %s whether the token is known, by a stale read with the token in a header",
    (httpAddress) => {
      expect(start({ acls: true, httpAddress }).exitCode).toBe(0);
      const url = `${httpAddress.replace(/\/$/, "")}/v1/acl/token/self?stale`;
      expect(sandbox.calls("curl").at(-1)).toEqual([
        ...["-fsS", "--max-time", "10", "-o", "/dev/null", "-H", "@-"],
        // An address that begins with a hyphen would be an option.
        ...["--url", url],
      ]);
      expect(sandbox.read("/seen/header")).toBe(`X-Consul-Token: ${SCENE.token}\n`);
    },
  );

  it("gives up after five minutes, with an error, when no server lets it in: who waits for ever is never replaced", () => {
    const { exitCode, stderr } = start({ acls: true }, { loginFailures: 1000 });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("No Consul server let this agent log in for five minutes.");
    expect(sandbox.calls("consul").filter(([verb]) => verb !== "login")).toEqual([]);
    expect(slept()).toBeCloseTo(149 * 2);
  });

  it.each([
    ["within a moment", 19, 1.9],
    // The naive version gives up after two seconds: a server that is being replaced needs minutes.
    ["within minutes", 100, 162],
  ])("starts the agent only when a server knows the token: %s", (_, unknownTokenAnswers, seconds) => {
    expect(start({ acls: true }, { unknownTokenAnswers }).exitCode).toBe(0);
    expect(slept()).toBeLessThan(seconds + 2);
    expect(sandbox.calls("consul").at(-1)?.[0]).toBe("agent");
  });

  it("gives up, with an error, when no server gets to know the token in five minutes", () => {
    const { exitCode, stderr } = start({ acls: true }, { unknownTokenAnswers: 1000 });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("No Consul server knows this agent's token.");
    expect(sandbox.calls("consul").map(([verb]) => verb)).toEqual(["login"]);
    expect(slept()).toBeCloseTo(1.9 + 149 * 2);
  });
});

describe("more configuration of the agent", () => {
  const hcl = 'node_meta {\n  ip = "$ECS_IPV4"\n  token = "$AGENT_TOKEN"\n  `x` = \'y\' # \\ "z"\n}\nEND_OF_FILE';

  it("is left alone when it is verbatim", () => {
    expect(start({ options: { agentConfiguration: { verbatim: hcl } } }).exitCode).toBe(0);
    expect(sandbox.read("/consul/agent-extra.hcl")).toBe(`${hcl}\n`);
    expect(sandbox.mode("/consul/agent-extra.hcl")).toBe("600");
  });

  it("is expanded by the shell when it is a plain string", () => {
    start({
      acls: true,
      options: { agentConfiguration: 'a = "$ECS_IPV4"\nb = "$AGENT_TOKEN"\nc = "`echo x`" # \'q\'' },
    });
    expect(sandbox.read("/consul/agent-extra.hcl")).toBe(`a = "10.0.1.17"\nb = "${SCENE.token}"\nc = "x" # 'q'\n`);
    expect(sandbox.mode("/consul/agent-extra.hcl")).toBe("600");
  });

  it("comes after the rest, so that it wins", () => {
    start({ options: { agentConfiguration: "" } });
    expect(sandbox.calls("consul").at(-1)?.slice(3)).toEqual([
      ...["-config-file", "/consul/agent-defaults.json", "-config-file", "/consul/agent-extra.hcl"],
    ]);
  });
});

it("names the primary datacenter, replicates tokens and writes the audit log when it is told to", () => {
  start({
    acls: true,
    primaryDatacenter: "dc0",
    options: { enableAclTokenReplication: true, auditLogging: true },
  });
  const expected = configuration({ acls: true, primaryDatacenter: "dc0" });
  expect(sandbox.json("/consul/agent-defaults.json")).toEqual({
    ...expected,
    acl: { ...(expected as { acl: object }).acl, enable_token_replication: true },
    audit: {
      enabled: true,
      sink: { stdout: { type: "file", format: "json", path: "/dev/stdout", delivery_guarantee: "best-effort" } },
    },
  });
});

it.each([
  ["no document", { documents: {} }],
  ["no networks", { documents: { "/v4/abc": {} } }],
  ["no address", { documents: { "/v4/abc": { Networks: [{ IPv4Addresses: [] }] } } }],
])("does not start an agent when the metadata has %s", (_, scene) => {
  expect(start({}, scene).exitCode).not.toBe(0);
  expect(sandbox.calls("consul")).toEqual([]);
});

it("does not log in when the metadata does not say which task it is", () => {
  expect(start({ acls: true }, { documents: METADATA }).exitCode).not.toBe(0);
  expect(sandbox.calls("consul")).toEqual([]);
});

/** The options of a command line; what is given more than once is a list. */
function options(call: readonly string[] = []): Record<string, string | true | string[]> {
  const found: Record<string, string | true | string[]> = {};
  call.forEach((argument, index) => {
    if (!argument.startsWith("-")) return;
    const next = call[index + 1];
    const value = next === undefined || next.startsWith("-") ? true : next;
    const before = found[argument];
    found[argument] = before === undefined || value === true ? value : ([before, value].flat() as string[]);
  });
  return found;
}
