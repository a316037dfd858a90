import { programsOf, versionIn, versionRow, versionTable } from "../../../../tools/local-mesh/engine/versions";

const OUTPUTS = {
  consul: "Consul v1.19.2\nRevision 048f1936\nBuild Date 2024-08-27T16:06:44Z\n",
  "consul-ecs": "consul-ecs v0.10.0 (7ad9b218)",
  "consul-dataplane": "Consul Dataplane v2.0.1\nRevision e946725\n",
  envoy: "\nenvoy  version: 9e5580933739775e8bce696a57a2e1bc99368f23/1.40.0/Clean/RELEASE/BoringSSL\n",
};

function rowsOf(image: string, outputs: Readonly<Record<string, string>>) {
  return programsOf(image).map((program) => versionRow(image, program, outputs[program.name]));
}

test.each([
  ["hashicorp/consul:1.19.2", "consul", "1.19.2"],
  ["hashicorp/consul-enterprise:1.19.2-ent", "consul", "1.19.2"],
  ["public.ecr.aws/hashicorp/consul-ecs:0.10.0", "consul-ecs", "0.10.0"],
  ["hashicorp/consul-dataplane:2.0.1", "consul-dataplane", "2.0.1"],
  ["envoyproxy/envoy:v1.40.0", "envoy", "1.40.0"],
  ["envoyproxy/envoy-distroless:v1.40.0", "envoy", "1.40.0"],
] as const)("%s has %s", (image, name, version) => {
  const [program] = programsOf(image);
  expect(program?.name).toBe(name);
  expect(program && versionIn(program, OUTPUTS[name])).toBe(version);
});

it("tells of a tag that says another version", () => {
  expect(rowsOf("hashicorp/consul:2.0.1", OUTPUTS)).toEqual([
    { image: "hashicorp/consul:2.0.1", program: "consul", said: "2.0.1", found: "1.19.2", differs: true },
  ]);
  expect(rowsOf("hashicorp/consul:1.19", OUTPUTS)).toMatchObject([{ differs: false }]);
  expect(rowsOf("hashicorp/consul:1.1", OUTPUTS)).toMatchObject([{ differs: true }]);
  expect(rowsOf("envoyproxy/envoy:v1.40-latest", OUTPUTS)).toMatchObject([{ differs: false }]);
});

it("does not judge a tag that is no version", () => {
  expect(rowsOf("hashicorp/consul:latest", OUTPUTS)).toMatchObject([{ said: "latest", differs: undefined }]);
  expect(rowsOf("hashicorp/consul", OUTPUTS)).toMatchObject([{ said: "no tag", differs: undefined }]);
});

it("reads two programs of an image whose tag speaks of one", () => {
  expect(rowsOf("hashicorp/consul-dataplane:2.0.1", OUTPUTS)).toMatchObject([
    { program: "consul-dataplane", said: "2.0.1", found: "2.0.1", differs: false },
    { program: "envoy", said: "-", found: "1.40.0", differs: undefined },
  ]);
});

it("says so where a program tells no version, or cannot be asked", () => {
  expect(versionRow("nicholasjackson/fake-service:v0.21.0", undefined, undefined)).toMatchObject({
    program: "fake-service",
    said: "v0.21.0",
    found: "unknown",
    differs: undefined,
  });
  expect(rowsOf("hashicorp/consul:2.0.1", {})).toMatchObject([{ found: "unknown", differs: undefined }]);
  expect(rowsOf("hashicorp/consul:2.0.1", { consul: "exec format error" })).toMatchObject([{ found: "unknown" }]);
});

it("shows it in a table", () => {
  expect(versionTable(rowsOf("hashicorp/consul:2.0.1", OUTPUTS))).toEqual([
    ["image", "program", "tag says", "program says", ""],
    ["hashicorp/consul:2.0.1", "consul", "2.0.1", "1.19.2", "DIFFERS"],
  ]);
});
