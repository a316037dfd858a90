import { plannedChanges, unannounced } from "../../../tools/adopt/plan/verdict";

const ANNOUNCED = { revisions: new Set(["web"]) };

function change(actions: readonly string[], more: object = {}, type = "aws_ecs_task_definition") {
  return { address: `${type}.x`, mode: "managed", type, change: { actions, before: { family: "web" }, ...more } };
}

function judge(...resource_changes: readonly object[]) {
  return plannedChanges({ resource_changes }, ANNOUNCED);
}

it("says nothing of what stays where and as it is, nor of data", () => {
  expect(judge(change(["no-op"]), { ...change(["read"]), mode: "data" })).toEqual([]);
});

it.each([
  ["moved", { ...change(["no-op"]), previous_address: "module.a.x.y" }],
  ["imported", change(["no-op"], { importing: { id: "i" } })],
  ["forgotten", change(["forget"])],
  ["created", change(["create"])],
])("has something %s without a failure", (kind, resource) => {
  const changes = judge(resource);
  expect(changes).toEqual([expect.objectContaining({ kind, announced: true })]);
  expect(unannounced(changes)).toEqual([]);
});

it("names the attributes that differ, and none of their values", () => {
  const [updated] = judge(
    change(["update"], {
      before: { a: "SECRET", b: 1, c: 1 },
      after: { a: "OTHER", b: 1 },
      after_unknown: { d: true },
    }),
  );
  expect(updated).toMatchObject({ kind: "updated", attributes: ["a", "c"] });
  expect(JSON.stringify(updated)).not.toMatch(/SECRET|OTHER/);
});

describe("fails on what is destroyed or replaced", () => {
  it.each<[string, readonly string[], object, string]>([
    ["a task definition that was not announced", ["delete", "create"], { before: { family: "other" } }, "replaced"],
    ["a role", ["delete", "create"], {}, "replaced"],
    ["a service that is made first", ["create", "delete"], {}, "replaced"],
    ["anything that is destroyed, also of an announced family", ["delete"], {}, "destroyed"],
    ["what is left behind and made anew", ["forget", "create"], { before: { family: "other" } }, "replaced"],
  ])("%s", (what, actions, more, kind) => {
    const type = what === "a role" ? "aws_iam_role" : /service/.test(what) ? "aws_ecs_service" : undefined;
    expect(unannounced(judge(change(actions, more, type)))).toEqual([expect.objectContaining({ kind })]);
  });

  it("but not on a new revision that was announced", () => {
    expect(unannounced(judge(change(["delete", "create"])))).toEqual([]);
    expect(unannounced(judge(change(["create", "delete"])))).toEqual([]);
  });
});
