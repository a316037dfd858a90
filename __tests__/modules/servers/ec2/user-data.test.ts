import { sizeRule, userData, USER_DATA_LIMIT, type UserDataSettings } from "../../../../modules/servers/ec2/user-data";
import { arn, FULL, HEALTHY, PLAIN, SECRETS, TWO_VOTES } from "./instance-given";
import { InstanceSandbox, type Scene } from "./instance-sandbox";

/*
 * Runs the user data of an instance, and looks at what it did. Needs jq, beside `sh`.
 */
let sandbox: InstanceSandbox;
afterEach(() => sandbox.remove());

function boot(settings: UserDataSettings = PLAIN, scene: Partial<Scene> = {}) {
  sandbox = new InstanceSandbox({ secrets: SECRETS, health: [HEALTHY], ...scene });
  return sandbox.run(userData(settings));
}

const config = () => JSON.parse(sandbox.read("/etc/consul.d/server.json")) as Record<string, unknown>;
const lifecycle = () => sandbox.calls("aws").filter((call) => call.startsWith("autoscaling complete"));

describe("a boot", () => {
  test("ends well, and tells the group of the instance", () => {
    expect(boot()).toEqual({ exitCode: 0, stderr: "" });
    expect(lifecycle()).toEqual([
      "autoscaling complete-lifecycle-action --auto-scaling-group-name consul-1 --lifecycle-hook-name consul-is-healthy" +
        " --instance-id i-0new --lifecycle-action-result CONTINUE",
    ]);
  });

  test("asks the metadata service with a token only: IMDSv2", () => {
    boot();
    const [first, ...others] = sandbox.calls("curl").filter((call) => call.includes("169.254.169.254"));
    expect(first).toMatch(/-X PUT .*api\/token$/);
    expect(others.filter((call) => call.includes("meta-data"))).not.toHaveLength(0);
    for (const call of others.filter((line) => line.includes("meta-data"))) expect(call).toContain("imds-key");
  });

  test("learns from its group's tags which server it is, also when its role is late", () => {
    expect(boot(PLAIN, { tags: ["consul-2", 5], tagFailures: 3, health: [TWO_VOTES] }).exitCode).toBe(0);
    expect(config()).toMatchObject({ node_name: "consul-2", bootstrap_expect: 5 });
    expect(lifecycle()).toEqual([expect.stringContaining("--auto-scaling-group-name consul-2 ")]);
  });

  test("makes the user with a number of its own before any package could", () => {
    boot();
    const order = sandbox.history.filter((call) => /^(groupadd|useradd|dnf)/.test(call));
    expect(order).toEqual([
      "groupadd --gid 8300 consul",
      "useradd --uid 8300 --gid consul --no-create-home --home-dir /opt/consul --shell /bin/false consul",
      "dnf install -y jq xfsprogs consul-1.15.10-1",
    ]);
  });

  test("installs the pinned version from HashiCorp's repository", () => {
    boot();
    expect(sandbox.calls("curl")).toContainEqual(
      "-fsSL -o /etc/yum.repos.d/hashicorp.repo https://rpm.releases.hashicorp.com/AmazonLinux/hashicorp.repo",
    );
    expect(sandbox.calls("dnf")).toEqual(["install -y jq xfsprogs consul-1.15.10-1"]);
  });

  test("installs an artifact only when its sum is right", () => {
    const artifact = { url: "https://example.com/consul.zip", sha256: "a".repeat(64) };
    expect(boot({ ...PLAIN, consul: { artifact } }).exitCode).toBe(0);
    const order = sandbox.history.filter((call) => /^(curl .*consul.zip|sha256sum|unzip)/.test(call));
    expect(order.map((call) => call.split(" ")[0])).toEqual(["curl", "sha256sum", "unzip"]);
    expect(sandbox.calls("dnf")).toEqual(["install -y jq xfsprogs unzip"]);
  });

  test("tries again when the network, the packages or its role are late", () => {
    expect(boot(FULL, { dnfFailures: 3, secretFailures: 2 }).exitCode).toBe(0);
    expect(sandbox.calls("dnf")).toHaveLength(4);
  });

  test("is told to the group until AWS hears it: a healthy server must not be taken away for that", () => {
    expect(boot(PLAIN, { broken: ["aws autoscaling complete-lifecycle-action"] }).exitCode).toBe(0);
    expect(lifecycle()).toHaveLength(5);
  });

  test("gives up at last, starts nothing and has itself replaced", () => {
    const { exitCode, stderr } = boot(PLAIN, { dnfFailures: 1000 });
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain("Gave up: dnf install");
    expect(sandbox.calls("systemctl")).toEqual([]);
    expect(lifecycle()).toEqual([expect.stringContaining("--lifecycle-action-result ABANDON")]);
  });
});

describe("the data volume", () => {
  test("is that of the server, wherever another one is free", () => {
    boot();
    const [search, attach] = sandbox.calls("aws").filter((call) => /^ec2 (describe-volumes|attach)/.test(call));
    expect(search).toContain("Name=tag:consul-servers,Values=consul Name=tag:consul-node,Values=consul-1");
    expect(attach).toBe("ec2 attach-volume --volume-id vol-0a --instance-id i-0new --device /dev/sdf");
    expect(config()).toMatchObject({ node_name: "consul-1", data_dir: "/opt/consul", advertise_addr: "10.0.1.17" });
  });

  test("is waited for while the old instance holds it", () => {
    expect(boot(PLAIN, { waitsForVolume: 5 }).exitCode).toBe(0);
    expect(config()).toMatchObject({ node_name: "consul-1" });
  });

  test("that never comes ends the instance, not its server with an empty disk", () => {
    expect(boot(PLAIN, { waitsForVolume: 1000 }).exitCode).not.toBe(0);
    expect(sandbox.calls("systemctl")).toEqual([]);
    expect(lifecycle()).toEqual([expect.stringContaining("ABANDON")]);
  });

  test.each([
    ["is formatted when there is nothing on it", 2, 1, 0],
    ["is never formatted when there is something on it", 0, 0, 0],
    ["is left alone when nobody can tell (another code of blkid)", 8, 0, 1],
    ["is left alone when blkid fails", 1, 0, 1],
  ])("%s", (_, blkid, formatted, exitCode) => {
    expect(boot(PLAIN, { blkid }).exitCode).toBe(exitCode);
    expect(sandbox.calls("mkfs.xfs")).toHaveLength(formatted);
    expect(sandbox.calls("mount")).toEqual(exitCode === 0 ? ["/opt/consul"] : []);
  });

  test("is mounted before Consul starts, at every start of the instance, and grows with the volume", () => {
    boot();
    expect(sandbox.read("/etc/fstab")).toBe(
      "/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol0a /opt/consul xfs defaults,nofail 0 2\n",
    );
    expect(sandbox.read("/etc/systemd/system/consul.service")).toContain("RequiresMountsFor=/opt/consul\n");
    const order = sandbox.history.filter((call) =>
      /^(mount|xfs_growfs|chown -R|systemctl (daemon|enable --now consul$))/.test(call),
    );
    expect(order).toEqual([
      "mount /opt/consul",
      "xfs_growfs /opt/consul",
      // All of it, whoever wrote it.
      "chown -R consul:consul /opt/consul",
      "systemctl daemon-reload",
      "systemctl enable --now consul",
    ]);
  });
});

describe("the configuration", () => {
  test("is of a server among three, which finds the others by their tag", () => {
    boot();
    expect(config()).toMatchObject({
      server: true,
      bootstrap_expect: 3,
      retry_join: ["provider=aws tag_key=consul-servers tag_value=consul"],
      autopilot: { cleanup_dead_servers: true, min_quorum: 3 },
      leave_on_terminate: false,
      server_rejoin_age_max: "8760h",
      encrypt: SECRETS[arn("gossip")],
      ports: { grpc: 8502, serf_wan: -1 },
    });
    expect(config()).not.toHaveProperty("bootstrap");
    expect(config()).not.toHaveProperty("acl");
    expect(config()).not.toHaveProperty("tls");
  });

  test.each([1, 3, 5])("expects %d servers, and is the same user data for all of them", (servers) => {
    boot(PLAIN, { tags: ["consul-1", servers] });
    expect(config()).toMatchObject({ bootstrap_expect: servers, autopilot: { min_quorum: servers } });
  });

  test("has no word that its Consul does not know", () => {
    boot({ ...PLAIN, version: "1.15.2" });
    expect(config()).not.toHaveProperty("server_rejoin_age_max");
  });

  test("with TLS and ACLs speaks TLS only and denies what no token allows", () => {
    expect(boot(FULL)).toEqual({ exitCode: 0, stderr: "" });
    expect(config()).toMatchObject({
      ports: { http: -1, https: 8501, grpc_tls: 8503, serf_wan: -1 },
      tls: {
        defaults: {
          ca_file: "/etc/consul.d/tls/consul-agent-ca.pem",
          cert_file: "/etc/consul.d/tls/dc1-server-consul-0.pem",
          key_file: "/etc/consul.d/tls/dc1-server-consul-0-key.pem",
        },
        internal_rpc: { verify_incoming: true, verify_server_hostname: true },
      },
      acl: {
        enabled: true,
        default_policy: "deny",
        tokens: { initial_management: SECRETS[arn("bootstrap")], agent: SECRETS[arn("agent")] },
      },
    });
  });

  test("can be read by Consul alone, and the package's own is gone", () => {
    boot(FULL);
    expect(sandbox.mode("/etc/consul.d/server.json")).toBe("640");
    expect(sandbox.calls("chown")).toContain("consul:consul /etc/consul.d/server.json");
    expect(sandbox.exists("/etc/consul.d/consul.hcl")).toBe(false);
  });

  test("extraConfig wins", () => {
    boot({ ...PLAIN, extraConfig: { performance: { raft_multiplier: 5 }, telemetry: { disable_hostname: true } } });
    expect(config()).toMatchObject({ performance: { raft_multiplier: 5 }, telemetry: { disable_hostname: true } });
  });
});

describe("secrets", () => {
  test("are in no user data, on no command line, and in no file but those of Consul", () => {
    const script = userData(FULL);
    boot(FULL);
    const commandLines = sandbox.history.join("\n");
    for (const secret of Object.values(SECRETS).flatMap((value) => value.split("\n"))) {
      expect(script).not.toContain(secret);
      expect(commandLines).not.toContain(secret);
    }
    for (const file of [
      "etc/sysconfig/consul-server",
      "usr/local/sbin/consul-replace",
      "usr/local/sbin/consul-restore",
    ]) {
      for (const secret of Object.values(SECRETS)) expect(sandbox.read(file)).not.toContain(secret);
    }
    expect(sandbox.exists("/run/consul-management.header")).toBe(false);
    expect(sandbox.exists("/run/consul-agent.header")).toBe(false);
  });

  test("the certificate names the server, its address and those of the load balancer; the CA's key does not stay", () => {
    boot(FULL);
    expect(sandbox.calls("consul")).toEqual([
      "tls cert create -server -dc=dc1 -node=consul-1 -additional-ipaddress=10.0.1.17" +
        " -additional-dnsname=consul-nlb.elb.amazonaws.com -additional-dnsname=consul.example.com",
    ]);
    expect(sandbox.read("/seen-ca-key")).toBe(`${SECRETS[arn("ca-key")]}\n`);
    expect(sandbox.read("/etc/consul.d/tls/consul-agent-ca.pem")).toBe(`${SECRETS[arn("ca")]}\n`);
    expect(sandbox.mode("/etc/consul.d/tls/dc1-server-consul-0-key.pem")).toBe("640");
    expect(sandbox.exists("/etc/consul.d/tls/consul-agent-ca-key.pem")).toBe(false);
    expect(sandbox.run("ls -d /run/consul-certificate*").exitCode).not.toBe(0);
  });

  test("the certificate is renewed by itself", () => {
    boot(FULL);
    expect(sandbox.read("/etc/systemd/system/consul-certificate.timer")).toContain("OnCalendar=monthly\n");
    const service = sandbox.read("/etc/systemd/system/consul-certificate.service");
    expect(service).toContain("ExecStart=/usr/local/sbin/consul-certificate\n");
    expect(service).toContain("ExecStartPost=/usr/bin/systemctl reload consul\n");
    expect(sandbox.calls("systemctl")).toContain("enable --now consul-certificate.timer");
  });
});

describe("the agent token", () => {
  const token = () => JSON.parse(sandbox.read("/agent-token.json")) as object;

  test("is made by the first server, and may do no more than an agent must", () => {
    boot(FULL);
    expect(token()).toEqual({
      Description: "Agents of the Consul servers",
      SecretID: SECRETS[arn("agent")],
      NodeIdentities: ["consul-1", "consul-2", "consul-3"].map((NodeName) => ({ NodeName, Datacenter: "dc1" })),
    });
    const requests = sandbox.calls("requests").filter((line) => line.includes("/v1/acl/token"));
    expect(requests).toEqual([
      `GET https://localhost:8501/v1/acl/token/self X-Consul-Token: ${SECRETS[arn("agent")]}`,
      `PUT https://localhost:8501/v1/acl/token X-Consul-Token: ${SECRETS[arn("bootstrap")]}`,
    ]);
  });

  test("is written over by the others, and not made twice", () => {
    boot(FULL, { agentTokenExists: true });
    expect(sandbox.calls("requests").join("\n")).toContain("PUT https://localhost:8501/v1/acl/token/the-accessor ");
  });
});

describe("the size", () => {
  test("of everything at once is far below AWS's limit", () => {
    sandbox = new InstanceSandbox({ secrets: {}, health: [] });
    const script = userData({ ...FULL, logs: { logGroup: "consul" }, logFile: true });
    expect(Buffer.byteLength(script)).toBeLessThan(USER_DATA_LIMIT * 0.8);
    expect(sizeRule(script).holds).toBe(true);
  });

  test.each<[string, boolean]>([
    ["x".repeat(USER_DATA_LIMIT), true],
    ["x".repeat(USER_DATA_LIMIT + 1), false],
    // AWS counts bytes, not characters.
    ["é".repeat(USER_DATA_LIMIT / 2), true],
    ["é".repeat(USER_DATA_LIMIT / 2 + 1), false],
  ])("is judged at the limit", (script, allowed) => {
    sandbox = new InstanceSandbox({ secrets: {}, health: [] });
    expect(sizeRule(script).holds).toBe(allowed);
  });
});

describe("Consul's log", () => {
  const LOGGING: UserDataSettings = { ...PLAIN, logs: { logGroup: "mesh" }, logFile: true };

  test("goes to a file that the agent of CloudWatch reads", () => {
    boot(LOGGING);
    expect(config()).toMatchObject({ log_file: "/var/log/consul/" });
    expect(sandbox.read("/etc/consul-logs.json")).toContain(
      '"file_path":"/var/log/consul/*.log","log_group_name":"mesh"',
    );
    expect(sandbox.calls("dnf")).toEqual([
      "install -y jq xfsprogs consul-1.15.10-1",
      "install -y amazon-cloudwatch-agent",
    ]);
  });

  test("that cannot be shipped does not cost the server", () => {
    const { exitCode, stderr } = boot(LOGGING);
    expect(stderr).toContain("The logs are not shipped.");
    expect(exitCode).toBe(0);
    expect(lifecycle()).toEqual([expect.stringContaining("CONTINUE")]);
  });
});
