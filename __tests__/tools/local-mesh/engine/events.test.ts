import { parseEvent } from "../../../../tools/local-mesh/engine/events";

const AT = 1_700_000_000_123_000_000;

function read(Action: string, Attributes: Record<string, string> = {}) {
  return parseEvent(JSON.stringify({ Type: "container", Action, Actor: { ID: "a1", Attributes }, timeNano: AT }));
}

test.each([
  ["die", { exitCode: "137" }, { kind: "died", exitCode: 137 }],
  ["oom", {}, { kind: "out-of-memory" }],
  ["health_status: healthy", {}, { kind: "health", health: "healthy" }],
  ["health_status: unhealthy", {}, { kind: "health", health: "unhealthy" }],
  ["health_status: starting", {}, { kind: "health", health: "starting" }],
])("%s", (action, attributes, expected) => {
  const message = read(action, attributes);
  expect(message?.containerId).toBe("a1");
  expect(message?.event).toEqual({ ...expected, at: new Date(1_700_000_000_123) });
});

test("what else happens is left out", () => {
  expect(read("start")).toBeUndefined();
  expect(read("health_status: confused")).toBeUndefined();
  expect(parseEvent(JSON.stringify({ status: "pull" }))).toBeUndefined();
});
