import { Token } from "cdktf";
import { consulVersion, isAtLeast } from "../../../modules/consul/consul-version";

it.each([
  ["hashicorp/consul:1.15.10", { major: 1, minor: 15, patch: 10 }],
  ["hashicorp/consul:2.0.1", { major: 2, minor: 0, patch: 1 }],
  ["consul:v1.14.0", { major: 1, minor: 14, patch: 0 }],
  ["registry.example.com:5000/hashicorp/consul-enterprise:1.12.2-ent", { major: 1, minor: 12, patch: 2 }],
  ["consul:1.15.10@sha256:0000000000000000", { major: 1, minor: 15, patch: 10 }],
  ["consul:build-7-1.20.3-rc1", { major: 1, minor: 20, patch: 3 }],
  ["1.15.10", { major: 1, minor: 15, patch: 10 }],
  ["consul", undefined],
  ["consul:latest", undefined],
  ["consul:1.15", undefined],
  ["consul@sha256:1.15.10", undefined],
  ["10.0.0.1:5000/consul", undefined],
  ["10.0.0.1/consul:latest", undefined],
])("reads the version of %s", (image, version) => {
  expect(consulVersion(image)).toEqual(version);
});

it.each([
  ["consul:1.13.9", false],
  ["consul:1.14.0", true],
  // The HCL modules take it for older: its minor version is 0.
  ["consul:2.0.1", true],
  ["consul:0.99.0", false],
  [Token.asString({ resolve: () => "${var.image}" }), true],
])("compares %s with 1.14", (image, expected) => {
  expect(isAtLeast(image, 1, 14)).toBe(expected);
});

it.each([
  ["consul:1.15.2", false],
  ["consul:1.15.3", true],
  ["consul:1.15.10", true],
  ["consul:1.16.0", true],
  ["consul:1.14.9", false],
  ["consul:2.0.1", true],
  ["consul:latest", true],
])("compares %s with 1.15.3", (image, expected) => {
  expect(isAtLeast(image, 1, 15, 3)).toBe(expected);
});
