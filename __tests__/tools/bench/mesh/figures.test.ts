import { between } from "../../../../tools/bench/mesh/publish";
import type { MeshFigures } from "../../../../tools/bench/mesh/figures";
import { timesIn } from "../../../../tools/bench/mesh/latency";
import { residentBytes } from "../../../../tools/bench/mesh/memory";
import { renderMeshFigures } from "../../../../tools/bench/mesh/table";

const CONSUL = { image: "hashicorp/consul:1.2.3", program: "consul", said: "1.2.3" };

function figures(environment: string, found: string): MeshFigures {
  return {
    environment,
    firstAnswerSeconds: 61.7,
    latency: { direct: { p50: 1, p99: 2 }, mesh: { p50: 1.5, p99: 4.25 } },
    rolls: [{ service: "client", seconds: 30.2, failed: 0, total: 640 }],
    heal: { replacedSeconds: 9.04, failingSeconds: 11, failed: 220, total: 500 },
    memory: [{ task: "shop-client", container: "proxy", mib: 40.4 }],
    versions: [{ ...CONSUL, found, differs: found !== CONSUL.said }],
  };
}

test("environments stand side by side, and each program once", () => {
  const text = renderMeshFigures([figures("one", "1.2.3"), figures("two", "1.2.3")], "A machine.");
  expect(text).toMatch(/^A machine\./);
  expect(text).toMatch(/added by the proxies, p50 \/ p99, ms +\| +0\.50 \/ 2\.25 \| +0\.50 \/ 2\.25 \|/);
  expect(text).toMatch(/client rolled, failed of all calls +\| +0 of 640 \| +0 of 640 \|/);
  expect(text).toMatch(/server killed, s until another task runs +\| +9\.0 \|/);
  expect(text.match(/hashicorp\/consul:1\.2\.3/g)).toHaveLength(1);
  expect(text).not.toContain("other versions");
});

test("figures of another version than the tag says are called so", () => {
  const text = renderMeshFigures([figures("one", "1.1.9")], "A machine.");
  expect(text).toContain("other versions than the images' tags say: consul 1.1.9 under the tag 1.2.3.");
});

test("the times of calls are those of good ones, in milliseconds, after the first of their kind", () => {
  const output = Array.from({ length: 9 }, (_, index) => `direct 200 0.00${9 - index}\nmesh 200 0.5\ndirect 503 0.1`);
  expect(timesIn(output.join("\n"), "direct")).toEqual([1, 2, 3, 4]);
  expect(timesIn(output.join("\n"), "mesh")).toEqual([500, 500, 500, 500]);
});

test.each([
  [{ usage: 100, stats: { inactive_file: 30 } }, 70],
  [{ usage: 100, stats: { total_inactive_file: 20, inactive_file: 1 } }, 80],
  [{ usage: 100 }, 100],
])("memory is counted without files that can be dropped: %j", (memory, bytes) =>
  expect(residentBytes(memory)).toBe(bytes),
);

test("figures are written between their marks", () => {
  const text = "before\n<!-- mesh benchmark: x -->\nold\n<!-- end of mesh benchmark -->\nafter";
  expect(between(text, "new")).toBe(
    "before\n<!-- mesh benchmark: x -->\n\nnew\n\n<!-- end of mesh benchmark -->\nafter",
  );
  expect(() => between("nothing", "new")).toThrow("no place for the figures");
});
