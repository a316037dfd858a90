import { readFileSync } from "node:fs";
import { join } from "node:path";
import { peerDependencies, peerDependenciesMeta } from "../../../package.json";

const ROOT = join(__dirname, "../../..");

/** Whether a caret range of npm, or one of several, admits a version. */
function admits(ranges: string, version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  return ranges.split(" || ").some((range) => {
    const [fromMajor = 0, fromMinor = 0, fromPatch = 0] = range.replace("^", "").split(".").map(Number);
    if (major !== fromMajor) return false;
    // Before 1.0.0 a minor version may break what the one before it promised.
    if (minor !== fromMinor) return major > 0 && minor > fromMinor;
    return patch >= fromPatch;
  });
}

test.each(Object.entries(peerDependencies))(
  "the package takes the version of %s that is tested here",
  (peer, ranges) => {
    const { version } = JSON.parse(readFileSync(join(ROOT, "node_modules", peer, "package.json"), "utf8")) as {
      version: string;
    };
    expect([version, admits(ranges, version)]).toEqual([version, true]);
  },
);

test.each([
  ["^20.1.0", "20.1.0", true],
  ["^20.1.0", "20.2.0", true],
  ["^20.1.0", "20.0.9", false],
  ["^20.1.0", "21.1.0", false],
  ["^0.21.0 || ^0.24.0", "0.24.3", true],
  ["^0.21.0 || ^0.24.0", "0.22.0", false],
])("%s and %s: %s", (ranges, version, answer) => {
  expect(admits(ranges, version)).toBe(answer);
});

test("only what a path of its own needs is optional", () => {
  expect(Object.keys(peerDependenciesMeta)).toEqual(["@cdktf/provider-hcp", "@cdktf/provider-tls"]);
});
