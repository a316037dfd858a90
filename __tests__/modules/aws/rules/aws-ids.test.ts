import { Fn, Token } from "cdktf";
import { awsId, awsIds, exactAwsId, type Check } from "../../../../modules/aws/rules";

const broken = (check: Check, value: unknown) =>
  check("ids", value)
    .filter(({ holds }) => holds === false)
    .map(({ prop, rule }) => `${prop} ${rule}`);
const ids = awsIds("subnet", 2, "must name two or more", "Give two.");

test.each<[Check, unknown, string[]]>([
  [awsId("vpc"), "main", ["ids must be an id that begins with 'vpc-'"]],
  [awsId("vpc"), "", ["ids must be an id that begins with 'vpc-'"]],
  [awsId("sg"), 7, ["ids must be an id that begins with 'sg-'"]],
  [exactAwsId("vpc"), "vpc-1", ["ids must be 'vpc-' and 8 or 17 hexadecimal digits"]],
  [ids, "subnet-1", ["ids must be a list"]],
  [ids, [], ["ids must name two or more"]],
  [ids, ["subnet-1"], ["ids must name two or more"]],
  [ids, ["subnet-1", "subnet-1"], ["ids must name each id once"]],
  [ids, ["subnet-1", "sg-1"], ["ids[1] must be an id that begins with 'subnet-'"]],
  [ids, ["subnet-1", null], ["ids[1] must be an id that begins with 'subnet-'"]],
])("%# refuses %j, with one message", (check, value, messages) => {
  expect(broken(check, value)).toEqual(messages);
});

test.each<[Check, unknown]>([
  [awsId("vpc"), "vpc-1"],
  [exactAwsId("vpc"), "vpc-0a1b2c3d"],
  [exactAwsId("vpc"), "vpc-0a1b2c3d4e5f60718"],
  [awsId("vpc"), Token.asString(Fn.upper("x"))],
  [ids, ["subnet-1", "subnet-2"]],
  [ids, ["subnet-1", Token.asString(Fn.upper("x"))]],
  [ids, Token.asList(Fn.split(",", "x"))],
  [ids, undefined],
])("%# lets pass %j", (check, value) => {
  expect(broken(check, value)).toEqual([]);
});
