import type { ContainerCondition, ContainerDefinition } from "@aws-sdk/client-ecs";
import type { ContainerView, Health } from "../../../../tools/local-mesh/parts";
import { nextDeadline, taskHealth, turnOf } from "../../../../tools/local-mesh/tasks/rules";

const NOW = new Date(1_000_000);
const START = new Date(990_000);

function view(name: string, more: Partial<ContainerView> = {}): ContainerView {
  return { name, image: "", status: "PENDING", desiredStatus: "RUNNING", health: "UNKNOWN", ...more };
}

function standing(definitions: ContainerDefinition[], views: ContainerView[]) {
  return {
    definitions: new Map(definitions.map((definition) => [definition.name ?? "", definition])),
    views: new Map(views.map((one) => [one.name, one])),
    now: NOW,
  };
}

const RUNNING = { status: "RUNNING", startedAt: START } as const;
const STOPPED = { status: "STOPPED", startedAt: START } as const;

test.each<[ContainerCondition, Partial<ContainerView>, unknown]>([
  ["START", {}, "later"],
  ["START", { status: "CREATED" }, "later"],
  ["START", RUNNING, "now"],
  ["START", { ...STOPPED, exitCode: 1 }, "now"],
  ["START", { status: "STOPPED" }, { never: 'dependency "a" stopped before condition START was met' }],
  ["COMPLETE", RUNNING, "later"],
  ["COMPLETE", { ...STOPPED, exitCode: 1 }, "now"],
  ["COMPLETE", { status: "STOPPED" }, { never: 'dependency "a" stopped before condition COMPLETE was met' }],
  ["SUCCESS", { ...STOPPED, exitCode: 0 }, "now"],
  ["SUCCESS", { ...STOPPED, exitCode: 2 }, { never: 'dependency "a" did not exit successfully: exit code 2' }],
  ["HEALTHY", RUNNING, "later"],
  ["HEALTHY", { ...RUNNING, health: "UNHEALTHY" }, "later"],
  ["HEALTHY", { ...RUNNING, health: "HEALTHY" }, "now"],
  ["HEALTHY", STOPPED, { never: 'dependency "a" stopped before condition HEALTHY was met' }],
])("%s of a container that is %j", (condition, more, turn) => {
  const container = { name: "b", dependsOn: [{ containerName: "a", condition }] };
  expect(turnOf(container, standing([{ name: "a" }, container], [view("a", more), view("b")]))).toEqual(turn);
});

test("all conditions must be met, and volumes are there before who mounts them", () => {
  const container: ContainerDefinition = {
    name: "c",
    dependsOn: [{ containerName: "a", condition: "START" }],
    volumesFrom: [{ sourceContainer: "b" }],
  };
  expect(turnOf(container, standing([], [view("a", RUNNING), view("b")]))).toBe("later");
  expect(turnOf(container, standing([], [view("a", RUNNING), view("b", RUNNING)]))).toBe("now");
});

test("a startTimeout ends the waiting for all but START", () => {
  const [a, late] = [
    { name: "a", startTimeout: 10 },
    { name: "l", startTimeout: 60 },
  ];
  const views = [view("a", RUNNING), view("l", RUNNING)];
  const after = (containerName: string) => ({ dependsOn: [{ containerName, condition: "HEALTHY" as const }] });
  expect(turnOf(after("a"), standing([a, late], views))).toEqual({
    never: 'dependency "a" did not reach condition HEALTHY within its startTimeout',
  });
  expect(turnOf(after("l"), standing([a, late], views))).toBe("later");
  expect(nextDeadline(standing([a, late], views))).toEqual(new Date(1_050_000));
  expect(nextDeadline(standing([a], views))).toBeUndefined();
});

test.each<[Health, Health, Health]>([
  ["HEALTHY", "HEALTHY", "HEALTHY"],
  ["HEALTHY", "UNKNOWN", "UNKNOWN"],
  ["UNKNOWN", "UNHEALTHY", "UNHEALTHY"],
])("essential containers %s and %s make the task %s", (a, b, health) => {
  const healthCheck = { command: ["CMD", "true"] };
  const definitions = [
    { name: "a", healthCheck },
    { name: "b", essential: true, healthCheck },
    { name: "without" },
    { name: "side", essential: false, healthCheck },
  ];
  const views = [view("a", { health: a }), view("b", { health: b }), view("side", { health: "UNHEALTHY" })];
  expect(taskHealth(standing(definitions, views))).toBe(health);
});

test("a task without a check is of unknown health", () => {
  expect(taskHealth(standing([{ name: "a", healthCheck: { command: ["NONE"] } }], [view("a")]))).toBe("UNKNOWN");
});
