import { noAnswer, otherMachine, statusOf, unfitEngine } from "../../../../tools/local-mesh/engine/connection";

describe("an engine that does not answer", () => {
  test.each([
    ["EACCES", true, /usermod -aG docker/],
    ["EPERM", false, /usermod -aG docker/],
    ["ENOENT", false, /install it/],
    ["ENOENT", true, /start it/],
    ["ECONNREFUSED", false, /start it/],
    [undefined, true, /start it/],
  ])("%s, client installed: %s", (code, installed, cure) => {
    const message = noAnswer(code, installed);
    expect(message).toMatch(cure);
    expect(message).not.toContain("\n");
  });
});

test.each([
  ["1.41", "linux", undefined],
  ["1.100", "linux", undefined],
  ["2.0", "linux", undefined],
  ["1.40", "linux", /too old \(19.03\)/],
  ["1.9", "linux", /too old/],
  ["1.47", "windows", /Linux containers/],
])("API %s on %s", (ApiVersion, Os, expected) => {
  const message = unfitEngine({ ApiVersion, Os, Version: "19.03" });
  if (expected === undefined) expect(message).toBeUndefined();
  else expect(message).toMatch(expected);
});

test.each([
  ["unix:///var/run/docker.sock", undefined],
  ["npipe:////./pipe/docker_engine", undefined],
  ["tcp://127.0.0.1:2375", undefined],
  ["tcp://localhost:2375", undefined],
  ["tcp://[::1]:2375", undefined],
  ["tcp://build.example.com:2376", "build.example.com"],
  ["ssh://me@build.example.com", "build.example.com"],
  ["tcp://[2001:db8::1]:2375", "[2001:db8::1]"],
])("%s is on %s", (host, machine) => {
  expect(otherMachine(host)).toBe(machine);
});

test("the status of an answer is read of the engine's errors only", () => {
  expect(statusOf(Object.assign(new Error("no such container"), { statusCode: 404 }))).toBe(404);
  expect(statusOf(new Error("no answer"))).toBeUndefined();
  expect(statusOf({ statusCode: 404 })).toBeUndefined();
});
