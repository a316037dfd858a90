import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROJECT } from "../../../tools/runner";
import {
  acceptedFile,
  checkovFindings,
  judge,
  readAccepted,
  renderFindings,
  renderJudgement,
  trivyFindings,
} from "../../../tools/security";

const finding = (id: string, resource: string) => ({ id, title: `Title of ${id}`, resource });
const why = "It is meant to be like this.";

describe("explanations", () => {
  const found = [finding("ECS.5", "aws_ecs_task_definition.a"), finding("ECS.5", "aws_ecs_task_definition.b")];

  test("take the findings that they name, and no others", () => {
    const accepted = [{ findings: ["ECS.5"], resource: "aws_ecs_task_definition.a", why }];
    expect(judge(found, accepted)).toEqual({ explained: [found[0]], unexplained: [found[1]], stale: [] });
  });

  test("may take all that begin or end alike", () => {
    for (const resource of ["aws_ecs_task_definition.*", "*", "aws_*.?", "aws_*.b"].filter((one) => !one.includes("?")))
      expect(judge(found, [{ findings: ["ECS.5"], resource, why }]).stale).toEqual([]);
    expect(judge(found, [{ findings: ["ECS.5"], resource: "aws_*.?", why }]).explained).toEqual([]);
    expect(judge(found, [{ findings: ["ECS.5"], resource: "aws.ecs.*", why }]).explained).toEqual([]);
  });

  test("are stale when they match nothing any more, each id by itself", () => {
    const accepted = [{ findings: ["ECS.5", "ECS.9"], resource: "*", why }];
    expect(judge(found, accepted).stale).toEqual(["ECS.9 of *"]);
  });

  test("are not stale when nobody looked", () => {
    const accepted = [{ findings: ["ECS.5", "CKV_AWS_336"], resource: "*", why }];
    expect(judge(found, accepted, (id) => !id.startsWith("CKV")).stale).toEqual([]);
    expect(judge(found, accepted).stale).toEqual(["CKV_AWS_336 of *"]);
  });
});

describe("the file of explanations", () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "accepted-"))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("need not be there", () => expect(readAccepted(join(folder, "none.json"))).toBeUndefined());

  test.each<[string, RegExp]>([
    ['[{ "findings": [], "resource": "*", "why": "It is meant to be like this." }]', /findings/],
    ['[{ "findings": ["ECS.5"], "resource": "*", "why": "" }]', /why/],
    ['[{ "findings": ["ECS.5"], "resource": "*", "why": "It is meant to be like this.", "until": 1 }]', /until/],
  ])("is refused: %s", (text, message) => {
    const file = join(folder, "a.json");
    writeFileSync(file, text);
    expect(() => readAccepted(file)).toThrow(message);
  });

  test("of prod is right", () => {
    expect(readAccepted(acceptedFile(PROJECT, "prod"))?.length).toBeGreaterThan(5);
  });
});

test("the reports of scanners become findings", () => {
  const failed = { check_id: "CKV_AWS_1", check_name: "Ensure", resource: "aws_vpc.a", check_result: {} };
  const expected = [{ id: "CKV_AWS_1", title: "Ensure", resource: "aws_vpc.a" }];
  expect(checkovFindings(JSON.stringify({ results: { failed_checks: [failed] } }))).toEqual(expected);
  expect(checkovFindings(JSON.stringify([{ results: { failed_checks: [failed] } }, { results: {} }]))).toEqual(
    expected,
  );
  // What Checkov prints where it finds nothing to check.
  expect(checkovFindings('{"passed": 0, "failed": 0}')).toEqual([]);
  const misconfigurations = [
    { ID: "AVD-AWS-0178", Title: "Flow logs", Status: "FAIL", CauseMetadata: { Resource: "aws_vpc.a" } },
    { ID: "AVD-AWS-0001", Title: "Right", Status: "PASS" },
  ];
  expect(trivyFindings(JSON.stringify({ Results: [{ Misconfigurations: misconfigurations }, {}] }))).toEqual([
    { id: "AVD-AWS-0178", title: "Flow logs", resource: "aws_vpc.a" },
  ]);
  expect(trivyFindings("{}")).toEqual([]);
});

test("what is found is shown by rule, and what is stale by name", () => {
  const found = [finding("ECS.12", "a"), { ...finding("ECS.2", "b"), detail: "why" }];
  expect(renderFindings(found).split("\n")).toEqual([
    "  ECS.2  Title of ECS.2",
    "    b: why",
    "  ECS.12  Title of ECS.12",
    "    a",
  ]);
  expect(renderJudgement("prod", { unexplained: [], explained: found, stale: ["ECS.9 of *"] }).split("\n")).toEqual([
    "prod: 2 findings are explained, 0 are not",
    "  1 explanations match nothing any more. Remove them:",
    "    ECS.9 of *",
  ]);
});
