import { Token } from "cdktf";
import { RELEASES, type Release } from "../../../modules/consul";
import { DOCUMENTED, TRIED } from "../../../modules/consul/version-table";
import { defaultImages, judgeVersions, versionFindings, type MeshVersions } from "../../../modules/consul/versions";

test.each(RELEASES)("the defaults of line %s go together", (release) => {
  expect(judgeVersions(release, defaultImages(release))).toEqual({ verdict: "known" });
});

test.each<[string, Release, MeshVersions]>([
  ["documented", "0.10", { consul: "1.22.3", consulEcs: "0.10.0", dataplane: "1.9.6" }],
  [
    "the gateway's default of the HCL module",
    "0.10",
    { ...defaultImages("0.10"), dataplane: "consul-dataplane:1.9.6" },
  ],
  ["tried", "0.10", { consul: "hashicorp/consul:1.19.2", consulEcs: "0.10.0", dataplane: "2.0.1" }],
  ["tried with a newer Envoy", "0.6", { consul: "1.15.10", consulEcs: "0.6.2", envoy: "envoy:v1.36.0" }],
  [
    "Enterprise",
    "0.6",
    { consul: "hashicorp/consul-enterprise:1.15.10-ent", consulEcs: "0.6.2", envoy: "envoy-distroless:v1.22.0" },
  ],
  ["servers that nobody knows", "0.10", { consulEcs: "0.10.0", dataplane: "2.0.1" }],
  ["a token", "0.10", { ...defaultImages("0.10"), dataplane: Token.asString({ resolve: () => "${var.image}" }) }],
  ["nothing", "0.10", {}],
])("takes what is known: %s", (_, release, versions) => {
  expect(judgeVersions(release, versions)).toEqual({ verdict: "known" });
  expect(versionFindings(release, versions)).toEqual({ rules: [], warnings: [] });
});

test.each<[string, Release, MeshVersions, string]>([
  ["consul-ecs without mesh-init", "0.10", { consulEcs: "0.7.3" }, "consulEcsImage must be consul-ecs 0.8 or newer"],
  ["consul-ecs of the other line", "0.6", { consulEcs: "0.10.0" }, "consulEcsImage must be older than consul-ecs 0.7"],
  ["consul-ecs 0.7 on line 0.6", "0.6", { consulEcs: "0.7.0" }, "consulEcsImage must be older than consul-ecs 0.7"],
  ["servers without dataplanes", "0.10", { consul: "consul:1.13.9" }, "consulImage must be Consul 1.14 or newer"],
  [
    "an Envoy that Consul refuses",
    "0.6",
    { consul: "1.15.10", envoy: "envoy-distroless:v1.21.6" },
    "envoyImage must be Envoy 1.22 or",
  ],
])("refuses what is known not to work: %s", (_, release, versions, message) => {
  const { rules, warnings } = versionFindings(release, versions);
  expect(warnings).toEqual([]);
  expect(rules).toHaveLength(1);
  const [rule] = rules;
  expect(`${rule?.prop} ${rule?.rule}`).toContain(message);
  expect(rule).toMatchObject({ holds: false, fix: expect.stringMatching(/^(Use|Upgrade)/) as string });
  expect(rule?.rule).toContain("https://");
});

test.each<[string, Release, MeshVersions]>([
  ["the oldest consul-ecs of line 0.10", "0.10", { consulEcs: "0.8.0" }],
  ["the newest consul-ecs of line 0.6", "0.6", { consulEcs: "0.6.9" }],
  ["the oldest servers with dataplanes", "0.10", { consul: "1.14.0" }],
  ["the oldest Envoy", "0.6", { consul: "1.15.10", envoy: "1.22.0" }],
])("refuses no edge: %s", (_, release, versions) => {
  expect(judgeVersions(release, versions).verdict).not.toBe("refused");
});

test.each<[string, Release, MeshVersions, RegExp]>([
  [
    "halves of two rows",
    "0.10",
    { consul: "1.19.2", consulEcs: "0.10.0", dataplane: "1.7.0" },
    /consul-ecs 0\.10 with Consul 1\.19.*0\.8/,
  ],
  [
    "a dataplane of another year",
    "0.10",
    { consul: "2.0.1", dataplane: "1.5.0" },
    /consul-dataplane 1\.5 with Consul 2\.0.*2\.0, 1\.9, 1\.8/,
  ],
  ["a Consul to come", "0.10", { ...defaultImages("0.10"), consul: "2.7.0" }, /with Consul 2\.7.*documents none/],
  ["an Envoy to come", "0.6", { consul: "1.15.10", envoy: "1.40.0" }, /Envoy 1\.40 with Consul 1\.15/],
  [
    "a tag without a version",
    "0.10",
    { consul: "consul:latest" },
    /'consul:latest' does not say which version of Consul/,
  ],
])("warns of what nobody knows: %s", (_, release, versions, message) => {
  expect(judgeVersions(release, versions).verdict).toBe("unknown");
  const { rules, warnings } = versionFindings(release, versions);
  expect(rules).toEqual([]);
  expect(warnings).toEqual([expect.stringMatching(message)]);
});

test("names the props as the caller does", () => {
  const props = { consul: "servers.version", consulEcs: "a", dataplane: "b", envoy: "c" };
  expect(versionFindings("0.10", { consul: "1.13.0" }, props).rules[0]?.prop).toBe("servers.version");
});

test("lists each version of Consul once, the newest first, Envoys and dataplanes too", () => {
  const number = (version: string): number => {
    const [major = 0, minor = 0] = version.split(".").map(Number);
    return major * 1000 + minor;
  };
  const falling = (versions: readonly string[]): void => {
    expect([...new Set(versions)].sort((a, b) => number(b) - number(a))).toEqual([...versions]);
  };
  falling(DOCUMENTED.map(({ consul }) => consul));
  for (const row of [...DOCUMENTED, ...TRIED])
    for (const list of [row.consulEcs, row.dataplane, row.envoy]) falling(list ?? []);
});
