import { plannedStack, RULES, findingsOf } from "../../../tools/security";
import { CASES } from "./cases";
import { stackOf } from "./given";

test("each rule has stacks that break it, and stacks that keep it", () => {
  expect(Object.keys(CASES).sort()).toEqual(RULES.map(({ id }) => id).sort());
  for (const { breaks, keeps } of Object.values(CASES)) {
    expect(breaks.length).toBeGreaterThan(0);
    expect(keeps.length).toBeGreaterThan(0);
  }
});

describe.each(RULES.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
  const { breaks = [], keeps = [] } = CASES[id] ?? {};

  test.each(breaks.map((stack) => [JSON.stringify(stack), stack] as const))("is broken by %s", (_, stack) => {
    const found = rule.check(stackOf(...stack));
    expect(found.length).toBeGreaterThan(0);
    for (const finding of found)
      expect(finding).toMatchObject({ id, title: rule.title, resource: /\.r\d$/.exec(finding.resource)?.input });
    expect(findingsOf(stackOf(...stack))).toEqual(expect.arrayContaining([...found]));
  });

  test.each(keeps.map((stack) => [JSON.stringify(stack), stack] as const))("is kept by %s", (_, stack) => {
    expect(rule.check(stackOf(...stack))).toEqual([]);
  });
});

describe("a plan", () => {
  const change = (type: string, after: unknown, ...actions: ("no-op" | "create" | "read" | "delete")[]) => ({
    address: `${type}.a`,
    type,
    name: "a",
    change: { actions, before: null, after, after_unknown: {} },
  });

  test("is read with the documents that stand in it, and without what is read or goes", () => {
    const { resources } = plannedStack({
      resource_changes: [
        change("aws_iam_policy", { policy: '{"Statement":[]}', name: "{not JSON" }, "no-op"),
        change("aws_ecs_task_definition", { container_definitions: ' [{"name":"app"}]' }, "create"),
        change("aws_region", { name: "a" }, "read"),
        change("aws_vpc", null, "delete"),
      ],
    });
    expect(resources).toEqual([
      { address: "aws_iam_policy.a", type: "aws_iam_policy", values: { policy: { Statement: [] }, name: "{not JSON" } },
      {
        address: "aws_ecs_task_definition.a",
        type: "aws_ecs_task_definition",
        values: { container_definitions: [{ name: "app" }] },
      },
    ]);
  });

  test("without resources has no findings", () => expect(findingsOf(plannedStack({}))).toEqual([]));
});
