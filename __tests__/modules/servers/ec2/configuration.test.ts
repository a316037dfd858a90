import { userData } from "../../../../modules/servers/ec2/user-data";
import { arn, FULL, instances, PLAIN, SECRETS } from "./instance-given";
import type { InstanceSandbox } from "./instance-sandbox";

/*
 * Runs the user data of an instance, and looks at the configuration, the secrets and the token of its Consul. Needs jq,
 * beside `sh`.
 */
let sandbox: InstanceSandbox;
const boot = instances((made) => (sandbox = made));

const config = () => JSON.parse(sandbox.read("/etc/consul.d/server.json")) as Record<string, unknown>;

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
