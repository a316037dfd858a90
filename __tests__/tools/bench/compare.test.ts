import { comparable, countByType } from "../../../tools/bench/compare";

test("two ways to write the same are equal", () => {
  const constructs = {
    "//": { metadata: {} },
    aws_iam_policy: {
      "a_task-role_policy_0123ABCD": {
        "//": {},
        policy: '{"Resource":[${jsonencode(aws_iam_role.a_task-role_89ABCDEF.arn)}],"Version":"1"}',
      },
    },
  };
  const classes = {
    aws_iam_policy: {
      "a_task-role_policy": { policy: '{"Version":"1","Resource":["${aws_iam_role.a_task-role.arn}"]}' },
    },
  };
  expect(comparable(constructs)).toEqual(comparable(classes));
});

test.each<[string, unknown, unknown]>([
  ["another value", { a: '{"b":1}' }, { a: '{"b":2}' }],
  ["another order of a list", { a: "[1,2]" }, { a: "[2,1]" }],
  ["one more resource", { a: { b: {} } }, { a: { b: {}, c: {} } }],
  ["another reference", { a: "${x.y.arn}" }, { a: "${x.z.arn}" }],
  ["a document that is none", { a: "[1" }, { a: "[1]" }],
])("%s is a difference", (_, one, other) => {
  expect(comparable(one)).not.toEqual(comparable(other));
});

test("resources are counted by type", () => {
  expect(countByType({ resource: { b: { x: {}, y: {} }, a: { x: {} } } })).toEqual({ a: 1, b: 2 });
  expect(countByType({})).toEqual({});
});
