import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HEALTH_CHECK_SCRIPT, serverHealthCheck } from "../../../../modules/servers/cluster/health-check";

const folder = mkdtempSync(join(tmpdir(), "health-check-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the script as ECS does it, with a `curl` that answers what a server answers; nothing, when it does not. */
function check(answers: { readonly leader?: string; readonly peers?: string }): number | null {
  const answer = (text?: string) => (text === undefined ? "exit 7" : `printf '%s' '${text}'`);
  const curl = join(folder, "curl");
  writeFileSync(
    curl,
    `#!/bin/sh\nfor url; do :; done\ncase "$url" in\n*/leader) ${answer(answers.leader)};;\n*/peers) ${answer(answers.peers)};;\n*) exit 6;;\nesac\n`,
  );
  chmodSync(curl, 0o755);
  return spawnSync("/bin/sh", ["-c", HEALTH_CHECK_SCRIPT], { env: { PATH: `${folder}:${process.env.PATH}` } }).status;
}

it.each([
  ["a server that knows the leader", { leader: '"10.0.1.7:8300"', peers: '["10.0.1.7:8300"]' }, 0],
  ["the first server of a new cluster, which has nobody to elect", { leader: '""', peers: "[]" }, 0],
  ["the same, as Consul writes an empty list", { leader: '""', peers: "null" }, 0],
  ["a server that has been a peer, and has not found the leader", { leader: '""', peers: '["10.0.1.7:8300"]' }, 1],
  ["a server that does not answer", {}, 1],
  ["a server that stops answering", { leader: '""' }, 1],
])("judges %s", (_, answers, expected) => {
  expect(check(answers)).toBe(expected);
});

it("is what ECS accepts, and leaves time for an election", () => {
  const { command, interval = 0, timeout = 0, retries = 0, startPeriod = 0 } = serverHealthCheck();
  expect(command).toEqual(["CMD-SHELL", HEALTH_CHECK_SCRIPT]);
  // Two questions of five seconds each.
  expect(timeout).toBeGreaterThan(10);
  expect(timeout).toBeLessThan(interval);
  expect(retries).toBeLessThanOrEqual(10);
  expect(startPeriod).toBeLessThanOrEqual(300);
});

it("holds nothing that Terraform would take for its own", () => {
  expect(HEALTH_CHECK_SCRIPT).not.toMatch(/[$%]\{/);
});
