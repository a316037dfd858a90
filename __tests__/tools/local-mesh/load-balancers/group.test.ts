import { getMaxListeners } from "node:events";
import { groupSettings } from "../../../../tools/local-mesh/load-balancers/configuration";
import { Group } from "../../../../tools/local-mesh/load-balancers/group";
import { Sharing } from "../../../../tools/local-mesh/load-balancers/sharing";
import type { Target } from "../../../../tools/local-mesh/parts";

/** Whether each target is well, by its address in the network. */
let isWell: Record<string, boolean>;
let asked: string[];

beforeEach(() => {
  jest.useFakeTimers();
  isWell = {};
  asked = [];
});
afterEach(() => jest.useRealTimers());

const target = (id: string): Target => ({ id, port: 80, address: { host: id, port: 8080 } });

function group(attributes: Record<string, string> = {}, port = "traffic-port", arn = "arn:group"): Group {
  const made = new Group(arn, {
    probe: (_, { host, port }) => {
      asked.push(`${host}:${port}`);
      return Promise.resolve(isWell[host] ? undefined : "Health checks failed");
    },
    reach: ({ id }, port) => ({ host: id, port }),
    changed: () => undefined,
  });
  const settings = groupSettings(
    {
      TargetGroupArn: arn,
      Protocol: "HTTP",
      HealthCheckPort: port,
      HealthCheckIntervalSeconds: 10,
      HealthyThresholdCount: 3,
      UnhealthyThresholdCount: 2,
    },
    attributes,
  );
  made.update(settings, true);
  return made;
}

const pass = (seconds: number) => jest.advanceTimersByTimeAsync(seconds * 1000);

describe("The health of a target", () => {
  const one = target("one");

  test("is good after one good check when it is new, and follows the thresholds later", async () => {
    const subject = group();
    subject.register(one);
    expect(subject.health(one)).toBe("initial");
    await pass(3);
    isWell.one = true;
    await pass(1);
    expect(subject.health(one)).toBe("healthy");

    isWell.one = false;
    await pass(10);
    expect(subject.health(one)).toBe("healthy");
    await pass(10);
    expect(subject.health(one)).toBe("unhealthy");

    isWell.one = true;
    await pass(20);
    expect(subject.health(one)).toBe("unhealthy");
    await pass(10);
    expect(subject.health(one)).toBe("healthy");
    subject.close();
  });

  test("is bad when it was bad for as long as its checks would have taken", async () => {
    const subject = group();
    subject.register(one);
    await pass(9);
    expect(subject.health(one)).toBe("initial");
    await pass(2);
    expect(subject.health(one)).toBe("unhealthy");
    expect(subject.describe()[0]?.TargetHealth).toEqual({ State: "unhealthy", Description: "Health checks failed" });
    subject.close();
  });

  test("is asked at the port that the group names", async () => {
    const subject = group({}, "9000");
    subject.register(one);
    await pass(0);
    subject.close();
    expect(asked).toEqual(["one:9000"]);
  });

  test("is of no interest where no listener leads", async () => {
    const subject = group();
    const { settings } = subject;
    if (settings) subject.update(settings, false);
    subject.register(one);
    await pass(1);
    expect(subject.health(one)).toBe("unused");
    subject.close();
  });
});

describe("A turn", () => {
  test("is for healthy targets, for all when none is, and for nobody when there is none", async () => {
    const subject = group();
    expect(subject.take()).toBeUndefined();
    const all = ["one", "two", "three"].map(target);
    for (const each of all) subject.register(each);
    await pass(0);
    const turns = () => Array.from({ length: 6 }, () => subject.take()?.member.target.id ?? "none").sort();
    expect(turns()).toEqual(["one", "one", "three", "three", "two", "two"]);
    isWell = { one: true, two: true };
    await pass(1);
    expect(turns()).toEqual(["one", "one", "one", "two", "two", "two"]);
    subject.close();
  });

  test("may be had by any number of callers at once, each of which waits for its end", () => {
    const subject = group();
    subject.register(target("one"));
    const signal = subject.take()?.signal;
    // Node.js warns of a leak where a signal has more listeners than this.
    expect(signal && getMaxListeners(signal)).toBe(Infinity);
    subject.close();
  });
});

describe("Letting a target go", () => {
  const one = target("one");

  test("waits for the last call, and no longer than the delay", async () => {
    const subject = group({ "deregistration_delay.timeout_seconds": "20" });
    subject.register(one);
    const [first, second] = [subject.take(), subject.take()];
    let isGone = false;
    const gone = subject.deregister(one).then(() => (isGone = true));
    first?.end();
    first?.end();
    await pass(10);
    expect([isGone, subject.health(one)]).toEqual([false, "draining"]);
    await pass(10);
    await gone;
    expect(second?.signal.aborted).toBe(true);
  });

  test("is over at once when no call is on its way", async () => {
    const subject = group();
    subject.register(one);
    subject.take()?.end();
    await subject.deregister(one);
    expect(subject.health(one)).toBe("unused");
  });
});

describe("The share of a group", () => {
  const shares = [
    { groupArn: "a", weight: 3 },
    { groupArn: "b", weight: 1 },
    { groupArn: "c", weight: 0 },
  ];

  function sharing(attributes: Record<string, string> = {}): Sharing {
    const groups = ["a", "b", "c"].map((arn) => group(attributes, "traffic-port", arn));
    for (const each of groups) {
      each.register(target(`${each.arn}1`));
      each.register(target(`${each.arn}2`));
      each.close();
    }
    return new Sharing((arn) => groups.find((each) => each.arn === arn));
  }

  test("is that of its weight, evenly spread", () => {
    const subject = sharing();
    const choices = Array.from(
      { length: 8 },
      () => subject.choose({ kind: "forward", shares })?.lease.member.target.id,
    );
    expect(choices.map((id) => id?.[0]).join("")).toBe("aabaaaba");
  });

  test("does not matter to a client that has a cookie", () => {
    const subject = sharing({ "stickiness.enabled": "true", "stickiness.type": "lb_cookie" });
    const action = { kind: "forward", shares, stickySeconds: 300 } as const;
    const first = subject.choose(action);
    const cookies = first?.cookies.map((cookie) => cookie.split(";")[0]).join("; ");
    const again = Array.from({ length: 8 }, () => subject.choose(action, cookies)?.lease.member.target.id);
    expect(new Set(again)).toEqual(new Set([first?.lease.member.target.id]));
  });
});
