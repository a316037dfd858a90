import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { SCANNERS } from "../../../tools/security";

/*
 * The programs are played: what they are called with, how they end, and that they are given no network, is what there is
 * to hold where they cannot be had.
 */
const PATH = process.env.PATH ?? "";
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "scanners-"));
  process.env.PATH = `${folder}${delimiter}${PATH}`;
});
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a program on the PATH that writes down how it was called, and answers. */
function play(program: string, answer: { stdout?: string; stderr?: string; exitCode?: number }): () => string[] {
  const { stdout = "", stderr = "", exitCode = 0 } = answer;
  const script = `#!${process.execPath}
const { https_proxy, HTTPS_PROXY, no_proxy, NO_PROXY } = process.env;
const seen = [...process.argv.slice(2), https_proxy, HTTPS_PROXY, no_proxy, NO_PROXY];
require("node:fs").writeFileSync(${JSON.stringify(join(folder, "seen.json"))}, JSON.stringify(seen));
process.stderr.write(${JSON.stringify(stderr)});
process.stdout.write(${JSON.stringify(stdout)}, () => process.exit(${exitCode}));
`;
  writeFileSync(join(folder, program), script);
  chmodSync(join(folder, program), 0o755);
  return () => JSON.parse(readFileSync(join(folder, "seen.json"), "utf8")) as string[];
}

const NOBODY = "http://127.0.0.1:9";
const WITHOUT_NETWORK = [NOBODY, NOBODY, "", ""];

const TRIVY_REPORT = {
  SchemaVersion: 2,
  ArtifactName: "plan.json",
  Results: [
    { Target: ".", Class: "config", Type: "terraformplan", MisconfSummary: { Successes: 4, Failures: 1 } },
    {
      Target: "main.tf",
      Class: "config",
      Type: "terraformplan",
      Misconfigurations: [
        {
          Type: "Terraform Plan Security Check",
          ID: "AVD-AWS-0053",
          AVDID: "AVD-AWS-0053",
          Title: "Load balancer is exposed publicly.",
          Severity: "HIGH",
          Status: "FAIL",
          CauseMetadata: { Resource: "aws_lb.this", Provider: "AWS", Service: "elb", StartLine: 1, EndLine: 2 },
        },
      ],
    },
  ],
};
const CHECKOV_REPORT = {
  check_type: "terraform_plan",
  results: { failed_checks: [{ check_id: "CKV_AWS_91", check_name: "Access logs", resource: "aws_lb.this" }] },
};

const CASES = [
  {
    name: "Trivy",
    program: "trivy",
    report: TRIVY_REPORT,
    call: ["config", "--skip-check-update", "--quiet", "--format", "json", "/plan.json"],
    found: { id: "AVD-AWS-0053", title: "Load balancer is exposed publicly.", resource: "aws_lb.this" },
  },
  {
    name: "Checkov",
    program: "checkov",
    report: CHECKOV_REPORT,
    call: [
      ...["-f", "/plan.json", "--framework", "terraform_plan", "--skip-download"],
      ...["--quiet", "--compact", "-o", "json"],
    ],
    found: { id: "CKV_AWS_91", title: "Access logs", resource: "aws_lb.this" },
  },
];

describe.each(CASES)("$name", ({ name, program, report, call, found }) => {
  const scan = () => SCANNERS.find((scanner) => scanner.name === name)?.scan("/plan.json");

  // Both end with 1 where something is found and they were told so.
  it.each([0, 1])("reads the plan without the network, however it ends (%i)", async (exitCode) => {
    const seen = play(program, { stdout: `\n${JSON.stringify(report)}\n`, exitCode });
    expect(await scan()).toEqual([found]);
    expect(seen()).toEqual([...call, ...WITHOUT_NETWORK]);
  });

  it("owns what it finds", () => {
    const owners = SCANNERS.filter((scanner) => scanner.owns(found.id)).map((scanner) => scanner.name);
    expect(owners).toEqual([name]);
  });

  it("says what it said where it gives no report", async () => {
    play(program, { stderr: "FATAL\tunknown flag: --skip-check-update\n", exitCode: 1 });
    await expect(scan()).rejects.toThrow(`${program} gave no report: FATAL\tunknown flag: --skip-check-update`);
  });

  it("is left out where it is not installed", async () => {
    process.env.PATH = folder;
    expect(await scan()).toBeUndefined();
  });
});
