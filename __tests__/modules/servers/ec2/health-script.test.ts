import type { UserDataSettings } from "../../../../modules/servers/ec2/user-data";
import { FULL, HEALTHY, instances, isTold, LEADER, PLAIN, server } from "./instance-given";
import type { InstanceSandbox } from "./instance-sandbox";

/*
 * Runs the user data of an instance, and looks at what its group is told, and when. Needs jq, beside `sh`.
 */
let sandbox: InstanceSandbox;
const boot = instances((made) => (sandbox = made));

const lifecycle = () => sandbox.calls("aws").filter((call) => call.startsWith("autoscaling complete"));

describe("the group is told that the server lives", () => {
  test("and not before its agent answers", () => {
    expect(boot(PLAIN, { deafAnswers: 3 }).exitCode).toBe(0);
    expect(sandbox.calls("requests").filter((line) => line.includes("/v1/status/leader"))).toHaveLength(4);
  });

  test("never when its agent does not answer: then the instance is replaced", () => {
    expect(boot(PLAIN, { deafAnswers: 1000 }).exitCode).not.toBe(0);
    expect(lifecycle()).toEqual([expect.stringContaining("ABANDON")]);
  });

  test.each<[string, object]>([
    ["is no voter yet", { ...HEALTHY, Servers: [server("consul-1", { Voter: false })] }],
    ["is not healthy yet", { ...HEALTHY, Servers: [server("consul-1", { Healthy: false })] }],
    ["is not known yet", { ...HEALTHY, Servers: [server("consul-2")] }],
    ["has no leader", {}],
  ])("only when it votes: not while it %s", (_, answer) => {
    expect(boot(FULL, { health: [answer, answer, HEALTHY], leader: LEADER }).exitCode).toBe(0);
    const told = sandbox.history.findIndex(isTold);
    const asked = sandbox.history.filter((call) => call.includes("/autopilot/health"));
    expect(asked).toHaveLength(3);
    expect(sandbox.history.slice(told).filter((call) => call.includes("/autopilot/health"))).toEqual([]);
  });

  test("also when another server is lost: the load balancer needs this one", () => {
    const answer = { Healthy: false, Servers: [server("consul-1"), server("consul-2", { Healthy: false })] };
    expect(boot(FULL, { health: [answer] }).exitCode).toBe(0);
    expect(sandbox.calls("sleep")).toEqual([]);
  });

  test("after a minute when the servers that could elect a leader are made only after this one", () => {
    const { exitCode, stderr } = boot(PLAIN, { health: [{}], instances: 1 });
    expect(exitCode).toBe(0);
    expect(stderr).not.toContain("does not vote");
    expect(sandbox.elapsed).toBe(60);
    expect(lifecycle()).toEqual([expect.stringContaining("CONTINUE")]);
  });

  test.each([
    ["a leader is there, and other servers are not", { leader: LEADER, instances: 1, haste: 45 }],
    ["all servers are there, and a leader is not", { instances: 3, haste: 45 }],
  ])("after 45 minutes at the latest, and never as dead: when %s", (_, scene) => {
    const { exitCode, stderr } = boot(PLAIN, { health: [{}], ...scene });
    expect(exitCode).toBe(0);
    expect(stderr).toContain("consul-1 lives, and does not vote");
    expect(sandbox.elapsed).toBe(45 * 60);
    expect(lifecycle()).toEqual([expect.stringContaining("CONTINUE")]);
  });

  test("at once when a lone server leads", () => {
    const alone = { FailureTolerance: 0, Servers: [server("consul-1")] };
    expect(boot(PLAIN, { tags: ["consul-1", 1], health: [alone] }).exitCode).toBe(0);
    expect(sandbox.calls("sleep")).toEqual([]);
  });
});

describe("what only an option needs cannot keep a server from being reported", () => {
  const EVERYTHING: UserDataSettings = { ...FULL, logs: { logGroup: "mesh" }, logFile: true };
  const OPTIONS = ["systemctl enable --now consul-", "dnf install -y amazon-cloudwatch-agent", "aws s3"];

  test("nothing of it is tried before the group is told", () => {
    boot(EVERYTHING);
    const told = sandbox.history.findIndex(isTold);
    for (const option of OPTIONS.slice(0, 2)) {
      const [first] = sandbox.history.flatMap((call, index) => (call.startsWith(option) ? [index] : []));
      expect(first).toBeGreaterThan(told);
    }
  });

  test("when all of it fails the server is reported, and the log says what is missing", () => {
    const { exitCode, stderr } = boot(EVERYTHING, { broken: OPTIONS });
    expect(exitCode).toBe(0);
    expect(lifecycle()).toEqual([expect.stringContaining("CONTINUE")]);
    expect(stderr).toContain("consul-snapshot does not run by itself.");
    expect(stderr).toContain("consul-certificate does not run by itself.");
    expect(stderr).toContain("The logs are not shipped.");
  });
});
