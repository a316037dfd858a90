import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { snapshotScript } from "../../../../modules/servers/common";
import { OF_CLIENT_AGENT, OF_PROXY, ROLL_STALE, STALE_CHECK } from "./stale-checks";
import { ShellSandbox, type ShellResult } from "../../../helpers/shell-sandbox";

const TOKEN = "boot'strap\"token";
const LEADER = { "/v1/status/leader": "10.0.1.17:8300" };
const METADATA = { "/v4/abc": { Networks: [{ IPv4Addresses: ["10.0.1.17"] }] } };
/** Saves, unless it is told to fail, as `consul snapshot save` does it: what is there has been verified. */
const CONSUL = `#!/bin/sh -e
printf '%s\\n' "$*" >> "$SANDBOX/consul-calls"
[ "$CONSUL_HTTP_TOKEN" = "${TOKEN.replace(/"/g, '\\"')}" ]
[ ! -e "$SANDBOX/away" ] || { echo "Error: no leader" >&2; exit 1; }
case "$2" in save) echo state > "$3" ;; inspect | restore) [ -s "$3" ] ;; esac`;
/** The script goes on for ever: here, for as many rounds as it is told. */
const SLEEP = `#!/bin/sh
left=$(cat "$SANDBOX/rounds"); [ "$left" -gt 1 ] || exit 1; echo $((left - 1)) > "$SANDBOX/rounds"`;

let sandbox: ShellSandbox;
afterEach(() => sandbox.remove());

const at = (...path: string[]) => join(sandbox.root, ...path);
const directory = () => at("consul/snapshots");
const snapshots = () => readdirSync(directory()).filter((name) => name.endsWith(".snap"));
const calls = () => (existsSync(at("consul-calls")) ? readFileSync(at("consul-calls"), "utf8").trim().split("\n") : []);

function given(documents: Readonly<Record<string, unknown>>, rounds = 1): void {
  sandbox = new ShellSandbox({ documents });
  mkdirSync(directory());
  for (const [name, text] of Object.entries({ consul: CONSUL, sleep: SLEEP })) {
    writeFileSync(at("bin", name), text);
    chmodSync(at("bin", name), 0o755);
  }
  writeFileSync(at("rounds"), `${rounds}`);
}

/** A snapshot that is so old. */
function saved(name: string, minutes = 0): void {
  writeFileSync(join(directory(), name), "state");
  const time = Date.now() / 1000 - minutes * 60;
  utimesSync(join(directory(), name), time, time);
}

const run = (schedule = { everyMinutes: 60, keep: 3 }): ShellResult =>
  sandbox.run(snapshotScript(schedule), {
    ECS_CONTAINER_METADATA_URI_V4: "http://169.254.170.2/v4/abc",
    CONSUL_HTTP_TOKEN: TOKEN,
  });
const restore = (...words: string[]): ShellResult =>
  sandbox.run(["/consul/snapshots/consul-restore", ...words].join(" "), { CONSUL_HTTP_TOKEN: TOKEN });

/** What is printed after a restore, when Consul has these checks. */
function reported(checks: readonly object[]): string[] {
  writeFileSync(at("documents", "_v1_health_state_any"), JSON.stringify(checks));
  expect(restore("2026-01-01T00-00-00Z.snap", "> $SANDBOX/printed")).toEqual({ exitCode: 0, stderr: "" });
  return readFileSync(at("printed"), "utf8")
    .trimEnd()
    .split("\n")
    .filter((line) => !line.startsWith("What there is now"));
}

describe("saving", () => {
  it("saves one, named by the time, when its server leads", () => {
    given({ ...METADATA, ...LEADER });
    run();
    expect(snapshots()).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.snap$/)]);
  });

  it.each([
    ["another server leads", { "/v1/status/leader": "10.0.1.170:8300" }],
    ["nobody leads", { "/v1/status/leader": "" }],
    ["Consul does not answer", {}],
  ])("saves none when %s, and goes on", (_, documents) => {
    given({ ...METADATA, ...documents }, 3);
    run();
    expect(calls()).toEqual([]);
    expect(readFileSync(at("rounds"), "utf8").trim()).toBe("1");
  });

  it("leaves a period alone in which another leader has saved one", () => {
    given({ ...METADATA, ...LEADER }, 3);
    // Of the same minute, unless a day begins right now.
    saved("2026-01-01T00-00-00Z.snap");
    run({ everyMinutes: 1440, keep: 3 });
    expect(calls()).toEqual([]);
  });

  it("saves another in the next period, and one in each only", () => {
    given({ ...METADATA, ...LEADER }, 3);
    saved("2026-01-01T00-00-00Z.snap", 1440);
    run({ everyMinutes: 1440, keep: 3 });
    expect(calls()).toHaveLength(1);
    expect(snapshots()).toHaveLength(2);
  });

  it("keeps the newest, and what has another name", () => {
    given({ ...METADATA, ...LEADER });
    for (const day of ["01", "02", "03", "04"]) saved(`2020-01-${day}T00-00-00Z.snap`, 9999);
    saved("before-restore-2020-01-01T00-00-00Z.snap", 9999);
    run();
    expect(snapshots()).toHaveLength(4);
    expect(snapshots()).toEqual(
      expect.arrayContaining([
        "2020-01-03T00-00-00Z.snap",
        "2020-01-04T00-00-00Z.snap",
        "before-restore-2020-01-01T00-00-00Z.snap",
      ]),
    );
  });

  it("removes none when nothing can be saved, leaves no half of one, and tries again", () => {
    given({ ...METADATA, ...LEADER }, 2);
    for (const day of ["01", "02"]) saved(`2020-01-${day}T00-00-00Z.snap`, 9999);
    writeFileSync(at("away"), "");
    const { stderr } = run();
    expect(calls()).toHaveLength(2);
    expect(snapshots()).toHaveLength(2);
    expect(stderr).toContain("No snapshot was saved. The next try is in a minute.");
    expect(stderr).not.toContain(TOKEN);
  });
});

describe("consul-restore", () => {
  beforeEach(() => {
    given({ ...METADATA, "/v1/status/leader": "", "/v1/health/state/any": [] });
    run();
    saved("2026-01-01T00-00-00Z.snap");
  });

  it("is a program that only its owner may run", () => {
    expect(sandbox.mode("/consul/snapshots/consul-restore")).toBe("700");
    expect(readdirSync(directory()).sort()).toEqual(["2026-01-01T00-00-00Z.snap", "consul-restore"]);
  });

  it("restores what it is told, and saves before what there was", () => {
    expect(restore("2026-01-01T00-00-00Z.snap").exitCode).toBe(0);
    expect(calls()).toEqual([
      "snapshot inspect 2026-01-01T00-00-00Z.snap",
      expect.stringMatching(/^snapshot save before-restore-.*Z\.snap$/),
      "snapshot restore 2026-01-01T00-00-00Z.snap",
    ]);
    expect(snapshots()).toHaveLength(2);
  });

  it("names the checks that were failing, and what starts their services again", () => {
    const state = [STALE_CHECK, OF_PROXY, { ...STALE_CHECK, ServiceName: "api", Status: "passing" }, OF_CLIENT_AGENT];
    expect(reported(state)).toEqual([
      expect.stringMatching(/^2 checks of tasks were failing when this was saved, and stay so/),
      `${STALE_CHECK.CheckID}: ${ROLL_STALE}`,
      `${OF_PROXY.CheckID}: ${ROLL_STALE}`,
    ]);
    expect(readFileSync(at("seen", "header"), "utf8")).toBe(`X-Consul-Token: ${TOKEN}\n`);
    expect(sandbox.commandLines).not.toContain(TOKEN);
  });

  it("says that there are none", () => {
    expect(reported([{ ...STALE_CHECK, Status: "passing" }, OF_CLIENT_AGENT])).toEqual([
      expect.stringMatching(/^0 checks of tasks were failing/),
    ]);
  });

  it.each([
    ["is away", undefined],
    ["answers with an error", "No cluster leader"],
  ])("has restored, though Consul %s after it, and says where to look", (_, answer) => {
    writeFileSync(at("rounds"), "100");
    rmSync(at("documents", "_v1_health_state_any"));
    if (answer !== undefined) writeFileSync(at("documents", "_v1_health_state_any"), answer);
    const { exitCode, stderr } = restore("2026-01-01T00-00-00Z.snap");
    expect(exitCode).toBe(0);
    expect(stderr).toContain("Look in Consul's UI for checks that fail.");
  });

  it("lists what there is when it is told nothing", () => {
    expect(restore().exitCode).toBe(0);
    expect(calls()).toEqual([]);
  });

  it.each(["2026-01-02T00-00-00Z.snap", "../snapshots/2026-01-01T00-00-00Z.snap", "-token=x"])("refuses %s", (name) => {
    const { exitCode, stderr } = restore(name);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`There is no snapshot ${name}.`);
    expect(calls()).toEqual([]);
  });

  it("does not restore a file that Consul does not take for a snapshot", () => {
    writeFileSync(join(directory(), "broken.snap"), "");
    expect(restore("broken.snap").exitCode).not.toBe(0);
    expect(calls()).toEqual(["snapshot inspect broken.snap"]);
  });
});
