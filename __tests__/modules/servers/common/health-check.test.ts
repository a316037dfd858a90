import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  HEALTH_CHECK_SCRIPT,
  LEADERLESS_SECONDS,
  serverHealthCheck,
} from "../../../../modules/servers/common/health-check";
import { ShellSandbox } from "../../../helpers/shell-sandbox";

const SELF = "10.0.1.7:8300";
const OTHER = "10.0.2.8:8300";
const TOKEN = "boot'strap";

/** A token that nobody may use: the API of the operator refuses. */
type Raft = "refused" | readonly { readonly Address: string; readonly Voter: boolean }[];

interface State {
  /** Nothing, when the server does not answer. */
  readonly leader?: string;
  readonly raft?: Raft;
  readonly peers?: readonly string[];
  /** Seconds since which nobody is known to lead. */
  readonly leaderlessFor?: number;
  readonly counted?: boolean;
}

let sandbox: ShellSandbox;
afterEach(() => sandbox.remove());

const file = (name: string) => join(sandbox.root, "consul", name);
const check = () => sandbox.run(HEALTH_CHECK_SCRIPT, { CONSUL_HTTP_TOKEN: TOKEN }).exitCode;

function given({ leader, raft, peers, leaderlessFor, counted }: State): void {
  sandbox = new ShellSandbox({
    documents: {
      ...(leader === undefined ? {} : { "/v1/status/leader": leader }),
      ...(peers ? { "/v1/status/peers": peers } : {}),
      ...(raft && raft !== "refused" ? { "/v1/operator/raft/configuration": { Index: 7, Servers: raft } } : {}),
    },
  });
  writeFileSync(file("server.json"), JSON.stringify({ advertise_addr: "10.0.1.7" }));
  if (leaderlessFor !== undefined) {
    writeFileSync(file("leaderless-since"), `${Math.floor(Date.now() / 1000) - leaderlessFor}\n`);
  }
  if (counted) writeFileSync(file("counted"), "");
}

const VOTER = { Address: SELF, Voter: true };
const LATE = LEADERLESS_SECONDS + 1;

describe("liveness: a server that was healthy once is judged by its answer alone", () => {
  it.each<[string, State, number]>([
    ["it knows the leader", { counted: true, leader: OTHER, raft: [VOTER] }, 0],
    // The naive check stops these, one after the other, until nobody is left to elect.
    ["the quorum is gone", { counted: true, leader: "", peers: [SELF, OTHER] }, 0],
    ["the quorum has been gone for an hour", { counted: true, leader: "", leaderlessFor: 3600 }, 0],
    ["it has lost its vote", { counted: true, leader: OTHER, raft: [] }, 0],
    ["it does not answer", { counted: true }, 1],
  ])("%s", (_, state, expected) => {
    given(state);
    expect(check()).toBe(expected);
  });
});

describe("progress: a server that has just started", () => {
  it.each<[string, State, number]>([
    ["votes", { leader: OTHER, raft: [VOTER, { Address: OTHER, Voter: true }] }, 0],
    ["leads", { leader: SELF, raft: [VOTER] }, 0],
    ["is in the cluster, and does not vote yet", { leader: OTHER, raft: [{ Address: SELF, Voter: false }] }, 1],
    // As it is known with the address of the task before it.
    ["is not known to the leader yet", { leader: OTHER, raft: [{ Address: "10.0.1.70:8300", Voter: true }] }, 1],
    ["does not vote, with a token that was replaced", { leader: OTHER, raft: "refused", peers: [OTHER] }, 1],
    ["takes part, with a token that was replaced", { leader: OTHER, raft: "refused", peers: [SELF, OTHER] }, 0],
    ["does not vote, however long nobody led before", { leader: OTHER, raft: [], leaderlessFor: 3600 }, 1],
    // The naive check passes these: every server that starts knows of no leader in its first seconds.
    ["has not heard of the leader yet", { leader: "" }, 1],
    ["has not heard of one for long", { leader: "", leaderlessFor: LEADERLESS_SECONDS - 30 }, 1],
    ["is the first of a new cluster, or one of a cluster without a quorum", { leader: "", leaderlessFor: LATE }, 0],
    ["does not answer", {}, 1],
    ["does not answer, and the time is up", { leaderlessFor: LATE }, 1],
  ])("%s", (_, state, expected) => {
    given(state);
    expect(check()).toBe(expected);
    // Healthy once is healthy for good: nothing but its own silence makes it unhealthy again.
    expect(existsSync(file("counted"))).toBe(expected === 0);
  });

  it("waits for a leader from when it first answered, and anew after it knew one", () => {
    given({ leader: "", leaderlessFor: LATE });
    rmSync(file("leaderless-since"));
    expect(check()).toBe(1);
    expect(existsSync(file("leaderless-since"))).toBe(true);
    writeFileSync(join(sandbox.root, "documents", "_v1_status_leader"), JSON.stringify(OTHER));
    writeFileSync(join(sandbox.root, "documents", "_v1_operator_raft_configuration"), JSON.stringify({ Servers: [] }));
    expect(check()).toBe(1);
    expect(existsSync(file("leaderless-since"))).toBe(false);
  });

  it("sends the token by the standard input, not on a command line", () => {
    given({ leader: SELF, raft: [VOTER] });
    check();
    expect(sandbox.read("/seen/header")).toBe(`X-Consul-Token: ${TOKEN}\n`);
    expect(sandbox.commandLines).not.toContain(TOKEN);
  });
});

it("is what ECS accepts, and outlasts a lock of minutes", () => {
  const { command, interval = 0, timeout = 0, retries = 0, startPeriod = 0 } = serverHealthCheck();
  expect(command).toEqual(["CMD-SHELL", HEALTH_CHECK_SCRIPT]);
  // Three questions of five seconds each.
  expect(timeout).toBeGreaterThan(15);
  expect(timeout).toBeLessThan(interval);
  expect(retries).toBeLessThanOrEqual(10);
  expect(startPeriod).toBeLessThanOrEqual(300);
  expect(startPeriod + retries * interval).toBeGreaterThanOrEqual(600);
  expect(startPeriod).toBeGreaterThan(LEADERLESS_SECONDS);
});
