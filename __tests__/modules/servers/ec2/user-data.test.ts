import { sizeRule, userData, USER_DATA_LIMIT, type UserDataSettings } from "../../../../modules/servers/ec2/user-data";
import { FULL, instances, PLAIN, TWO_VOTES } from "./instance-given";
import type { InstanceSandbox } from "./instance-sandbox";

/*
 * Runs the user data of an instance, and looks at what it did. Needs jq, beside `sh`.
 */
let sandbox: InstanceSandbox;
const boot = instances((made) => (sandbox = made));

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

describe("the size", () => {
  test("of everything at once is far below AWS's limit", () => {
    const script = userData({ ...FULL, logs: { logGroup: "consul" }, logFile: true });
    expect(Buffer.byteLength(script)).toBeLessThan(USER_DATA_LIMIT * 0.85);
    expect(sizeRule(script).holds).toBe(true);
  });

  test.each<[string, boolean]>([
    ["x".repeat(USER_DATA_LIMIT), true],
    ["x".repeat(USER_DATA_LIMIT + 1), false],
    // AWS counts bytes, not characters.
    ["é".repeat(USER_DATA_LIMIT / 2), true],
    ["é".repeat(USER_DATA_LIMIT / 2 + 1), false],
  ])("is judged at the limit", (script, allowed) => {
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
