import type { UserDataSettings } from "../../../../modules/servers/ec2/user-data";
import { ROLL_STALE, STALE_CHECK } from "../common/stale-checks";
import { arn, FULL, HEALTHY, instances, PLAIN, SECRETS, server } from "./instance-given";
import type { InstanceSandbox, Scene } from "./instance-sandbox";

/*
 * Boots an instance, and then runs the programs that it has, as a timer, systemd or a person does: with nothing in the
 * environment. Needs jq, beside `sh`.
 */
let sandbox: InstanceSandbox;
const boot = instances((made) => (sandbox = made));

function run(command: string, scene: Partial<Scene> = {}, settings: UserDataSettings = FULL) {
  expect(boot(settings, scene).exitCode).toBe(0);
  return sandbox.run(`/usr/local/sbin/${command}`);
}

const requests = (path: string) => sandbox.calls("requests").filter((line) => line.includes(path));

describe("consul-snapshot", () => {
  test("is the leader's, with the token from the secret", () => {
    expect(run("consul-snapshot", { leader: "10.0.1.17:8300" })).toEqual({ exitCode: 0, stderr: "" });
    expect(sandbox.calls("consul").at(-1)).toMatch(/^snapshot save \/var\/tmp\/consul-snapshot\.\w+\/state\.snap$/);
    expect(sandbox.read("/seen-token")).toBe(`${SECRETS[arn("bootstrap")]}\n`);
    expect(sandbox.calls("aws").at(-1)).toMatch(
      /^s3 cp --only-show-errors \S+\/state\.snap s3:\/\/states\/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.snap$/,
    );
    expect(sandbox.run("ls -d /var/tmp/consul-snapshot*").exitCode).not.toBe(0);
  });

  test("is left to the leader by the others", () => {
    expect(run("consul-snapshot", { leader: "10.0.2.18:8300" }).exitCode).toBe(0);
    expect(sandbox.calls("aws").join("\n")).not.toContain("s3 cp");
  });

  test("is scheduled by systemd, in the words and the zone that were given", () => {
    const schedule = "*-*-* 03:00:00 Europe/Berlin";
    run("consul-snapshot", {}, { ...FULL, snapshots: { bucket: "states", schedule } });
    expect(sandbox.read("/etc/systemd/system/consul-snapshot.timer")).toContain(`OnCalendar=${schedule}\n`);
    expect(sandbox.read("/etc/systemd/system/consul-snapshot.service")).toContain(
      "ExecStart=/usr/local/sbin/consul-snapshot\n",
    );
  });
});

describe("consul-restore", () => {
  const KEY = "2027-01-15T03-00-00Z.snap";

  test("puts the state of a key in the place of the cluster's, with the token and the CA", () => {
    expect(run(`consul-restore ${KEY}`)).toEqual({ exitCode: 0, stderr: "" });
    expect(sandbox.calls("aws").find((call) => call.startsWith("s3"))).toMatch(
      /^s3 cp --only-show-errors s3:\/\/states\/2027-01-15T03-00-00Z\.snap \/var\/tmp\/consul-restore\.\w+\/state\.snap$/,
    );
    expect(sandbox.calls("consul").slice(-2)).toEqual([
      expect.stringMatching(/^snapshot inspect \S+\/state\.snap$/),
      expect.stringMatching(/^snapshot restore \S+\/state\.snap$/),
    ]);
    expect(sandbox.read("/restored")).toBe("state\n");
    expect(sandbox.read("/seen-token")).toBe(`${SECRETS[arn("bootstrap")]}\n`);
    expect(sandbox.read("/seen-environment")).toContain("CONSUL_CACERT=/etc/consul.d/tls/consul-agent-ca.pem\n");
  });

  test("names what has to be started again, with the token", () => {
    expect(run(`consul-restore ${KEY} > /var/printed`, { checks: [STALE_CHECK] })).toEqual({ exitCode: 0, stderr: "" });
    expect(sandbox.read("/var/printed")).toContain(`${STALE_CHECK.CheckID}: ${ROLL_STALE}`);
    expect(requests("/v1/health/state/any")).toEqual([expect.stringContaining(SECRETS[arn("bootstrap")] ?? "-")]);
  });

  test("leaves nothing of the state on the disk", () => {
    run(`consul-restore ${KEY}`);
    expect(sandbox.run("ls -d /var/tmp/consul-restore*").exitCode).not.toBe(0);
  });

  test.each([
    ["is not there", "aws s3 cp"],
    ["is damaged", "consul snapshot inspect"],
  ])("sends nothing to the cluster when the snapshot %s", (_, broken) => {
    expect(run(`consul-restore ${KEY}`, { broken: [broken] }).exitCode).not.toBe(0);
    expect(sandbox.exists("/restored")).toBe(false);
  });

  test("without a key lists those that there are", () => {
    const { exitCode, stderr } = run("consul-restore");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("Usage: consul-restore <key>");
    expect(sandbox.calls("aws").at(-1)).toBe("s3 ls s3://states/");
  });

  test("is there without ACLs and TLS too, and without the option neither it nor its timer is", () => {
    run(`consul-restore ${KEY}`, {}, { ...PLAIN, snapshots: { bucket: "states", schedule: "daily" } });
    expect(sandbox.read("/restored")).toBe("state\n");
    sandbox.remove();
    expect(run("consul-restore", {}, PLAIN).exitCode).toBe(127);
  });
});

const OLD = { LaunchTemplateId: "lt-1", Version: "1" };
const NEW = { LaunchTemplateId: "lt-1", Version: "2" };

/** A group of one: what it has now, and what it is to have. */
const group = (number: number, has: object = OLD, change: object = {}) => ({
  AutoScalingGroupName: `consul-${number}`,
  LaunchTemplate: { ...NEW, LaunchTemplateName: "consul" },
  DesiredCapacity: 1,
  Instances: [{ InstanceId: `i-${number}`, LifecycleState: "InService", LaunchTemplate: has, ...change }],
});

describe("consul-replace", () => {
  const TERMINATE =
    "autoscaling terminate-instance-in-auto-scaling-group --instance-id i-0new --no-should-decrement-desired-capacity";
  const terminations = () => sandbox.calls("aws").filter((call) => call.includes("terminate-instance"));
  const all = [group(1), group(2), group(3)];

  test("takes this instance away, for another one of the new template, when it is its turn", () => {
    expect(run("consul-replace", { groups: all }).exitCode).toBe(0);
    expect(terminations()).toEqual([TERMINATE]);
    expect(sandbox.calls("aws").at(-3)).toContain("describe-auto-scaling-groups --filters Name=tag:consul-servers,");
    expect(requests("/autopilot/health").at(-1)).toContain(`X-Consul-Token: ${SECRETS[arn("bootstrap")]}`);
  });

  /** The naive version: all servers see the new template in the same second. */
  test("of all servers that see a new template at once, takes away one", () => {
    const gone = [1, 2, 3].filter((number) => {
      sandbox?.remove();
      const health = [{ ...HEALTHY, Servers: [1, 2, 3].map((it) => server(`consul-${it}`)) }];
      run("consul-replace", { groups: [...all].reverse(), tags: [`consul-${number}`, 3], health });
      return terminations().length > 0;
    });
    expect(gone).toEqual([1]);
  });

  test.each<[string, Partial<Scene>]>([
    ["nothing has changed", { groups: [group(1, NEW), group(2, NEW), group(3, NEW)] }],
    ["only others are to be replaced", { groups: [group(1, NEW), group(2), group(3)] }],
    ["one before it is not done", { groups: all, tags: ["consul-2", 3], health: [HEALTHY] }],
    ["another one is away", { groups: [group(1), { ...group(2), Instances: [] }, group(3)] }],
    ["another one only starts", { groups: [group(1), group(2, NEW, { LifecycleState: "Pending:Wait" }), group(3)] }],
    [
      "another one is being taken away",
      { groups: [group(1), group(2, OLD, { LifecycleState: "Terminating" }), group(3)] },
    ],
    ["the template is another one, but not this server's turn", { groups: all, tags: ["consul-3", 3] }],
  ])("takes nothing away when %s", (_, scene) => {
    const health = [{ ...HEALTHY, Servers: [1, 2, 3].map((it) => server(`consul-${it}`)) }];
    expect(run("consul-replace", { health, ...scene }).exitCode).toBe(0);
    expect(terminations()).toEqual([]);
  });

  test.each<[string, object]>([
    ["there is no leader", {}],
    ["one is not healthy", { Healthy: false, Servers: HEALTHY.Servers }],
    ["one does not vote", { ...HEALTHY, Servers: [...HEALTHY.Servers.slice(1), server("consul-1", { Voter: false })] }],
    ["one is not known", { ...HEALTHY, Servers: HEALTHY.Servers.slice(0, 2) }],
  ])("keeps the quorum: takes nothing away when %s", (_, answer) => {
    const alive = { Healthy: true, Servers: [server("consul-1")] };
    const { exitCode, stderr } = run("consul-replace", { groups: all, health: [alive, answer] });
    expect([exitCode, terminations()]).toEqual([0, []]);
    expect(stderr).toContain("consul-1 is not replaced now: not all 3 servers are healthy and vote.");
  });

  test("goes on with the next server when the one before it is done, and another launch template is new too", () => {
    const other = { LaunchTemplateId: "lt-0", Version: "2" };
    const health = [{ ...HEALTHY, Servers: [1, 2, 3].map((it) => server(`consul-${it}`)) }];
    run("consul-replace", { groups: [group(1, NEW), group(2, other), group(3)], tags: ["consul-2", 3], health });
    expect(terminations()).toEqual([TERMINATE]);
  });

  test("replaces a lone server, and needs no token where there are none", () => {
    const scene: Partial<Scene> = {
      groups: [group(1)],
      tags: ["consul-1", 1],
      health: [{ ...HEALTHY, Servers: [server("consul-1")] }],
    };
    expect(run("consul-replace", scene, PLAIN).exitCode).toBe(0);
    expect(terminations()).toEqual([TERMINATE]);
  });

  test("now: without a new template, but not without the quorum", () => {
    const groups = [group(1, NEW), group(2, NEW), group(3, NEW)];
    expect(run("consul-replace now", { groups }).exitCode).toBe(0);
    expect(terminations()).toEqual([TERMINATE]);
    sandbox.remove();
    expect(
      run("consul-replace now", { groups: [groups[0]!, groups[1]!, { ...groups[2], Instances: [] }] }).exitCode,
    ).toBe(1);
    expect(terminations()).toEqual([]);
  });

  test("looks every minute", () => {
    run("consul-replace", { groups: all });
    expect(sandbox.read("/etc/systemd/system/consul-replace.timer")).toContain("OnCalendar=minutely\n");
    expect(sandbox.calls("systemctl")).toContain("enable --now consul-replace.timer");
  });
});

describe("consul-leave", () => {
  const left = () => sandbox.calls("consul").includes("leave");

  test("runs when Consul stops, as root, and whatever comes of it", () => {
    run("consul-leave", { groups: [group(1)] });
    expect(sandbox.read("/etc/systemd/system/consul.service")).toContain("ExecStop=-+/usr/local/sbin/consul-leave\n");
  });

  test.each<[string, boolean, Partial<Scene>]>([
    ["stays a member: its instance is replaced", false, { groups: [group(1)] }],
    ["leaves: its group is to be empty", true, { groups: [{ ...group(1), DesiredCapacity: 0 }] }],
    ["leaves: its group is gone", true, { groups: [] }],
    ["stays a member when nobody can tell", false, { broken: ["aws autoscaling describe-auto-scaling-groups"] }],
  ])("%s", (_, leaves, scene) => {
    expect(run("consul-leave", scene).exitCode).toBe(0);
    expect(left()).toBe(leaves);
    if (leaves) expect(sandbox.read("/seen-token")).toBe(`${SECRETS[arn("bootstrap")]}\n`);
  });
});
