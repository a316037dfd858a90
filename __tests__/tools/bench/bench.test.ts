import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchAgainst } from "../../../tools/bench/against";
import { isCheckout } from "../../../tools/bench/bench";
import { isMet } from "../../../tools/bench/report";
import { ratios } from "../../../tools/bench/statistics";
import { PROJECT } from "../../../tools/runner";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "bench-test-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A checkout whose every run takes so long. */
function checkout(name: string, workload: string, milliseconds: number): string {
  const project = join(folder, name);
  for (const path of ["scripts", workload, "node_modules"]) mkdirSync(join(project, path), { recursive: true });
  writeFileSync(join(project, "main.ts"), "");
  writeFileSync(join(project, workload, "constructs.ts"), "");
  writeFileSync(join(project, "scripts/run.mjs"), `await new Promise((go) => setTimeout(go, ${milliseconds}));`);
  return project;
}

test("another checkout runs in turn, with its own layout, and what takes longer is missed", async () => {
  // Far more than what a busy machine adds to one of them.
  const here = checkout("here", "tools/bench/workloads", 2000);
  const there = checkout("there", "scripts/bench/workloads", 0);
  const { rows, targets } = await benchAgainst({ here, there, folder }, ["app", "scale"], 3, 10);
  expect(rows.map(({ what }) => what)).toEqual(["synth of the default app", "10 services in one stack"]);
  expect(targets.map(isMet)).toEqual([false, false]);
  for (const { figures } of rows) {
    expect(figures["wall ratio"]).toBeGreaterThanOrEqual(figures.from ?? NaN);
    expect(figures["wall ratio"]).toBeLessThanOrEqual(figures.to ?? NaN);
  }
}, 60_000);

test("a folder that is no checkout is told from one that is", () => {
  expect(isCheckout(PROJECT)).toBe(true);
  expect(isCheckout(checkout("old", "scripts/bench/workloads", 0))).toBe(true);
  expect(isCheckout(folder)).toBe(false);
});

test("ratios are round by round", () => {
  expect(ratios([1, 4], [2, 2])).toEqual([0.5, 2]);
  expect(() => ratios([1], [])).toThrow("as many values");
});
