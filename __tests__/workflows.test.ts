import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { environments } from "../environments";
import { scripts } from "../package.json";

const FOLDER = join(__dirname, "../.github/workflows");
const WORKFLOWS = readdirSync(FOLDER).map((file): [string, string] => [file, readFileSync(join(FOLDER, file), "utf8")]);

describe.each(WORKFLOWS)("the workflow %s", (_, text) => {
  const matches = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, found]) => found ?? "");
  /** The lines of a job, by its name. */
  const jobs = new Map(
    text
      .slice(text.indexOf("\njobs:\n") + 7)
      .split(/^ {2}(?=[a-z]+:$)/m)
      .filter((job) => job.trim() !== "")
      .map((job) => [job.slice(0, job.indexOf(":")), job]),
  );

  test("is YAML as far as one can see: no tabs, indents of two", () => {
    expect(text).not.toContain("\t");
    expect(matches(/^( *)\S/gm).filter((indent) => indent.length % 2 === 1)).toEqual([]);
  });

  test("pins each action by a commit, with its version beside it", () => {
    const actions = matches(/uses: (.*)$/gm);
    expect(actions.length).toBeGreaterThan(0);
    expect(actions.filter((action) => !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
  });

  test("runs only what package.json has", () => {
    expect(matches(/\bnpm run ([\w:-]+)/g).filter((script) => !(script in scripts))).toEqual([]);
  });

  test("reads the repository, and nothing more", () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n/m);
    expect(matches(/(pull_request_target)/g)).toEqual([]);
  });

  test("plans and applies only what has passed the checks", () => {
    expect([...jobs.keys()]).toEqual(["check", "plan", "apply"]);
    for (const job of ["plan", "apply"]) expect(jobs.get(job)).toMatch(/\n {4}needs: check\n/);
  });

  test("gives the token to the steps that need it, and to no step that runs the code of the pull request", () => {
    const steps = text.split(/^ {6}- /m).slice(1);
    const withToken = steps.filter((step) => step.includes("secrets."));
    expect(withToken.map((step) => /uses: ([\w-]+\/[\w-]+)/.exec(step)?.[1])).toEqual(
      Array(6).fill("hashicorp/tfc-workflows-github"),
    );
    expect(text.slice(0, text.indexOf("steps:"))).not.toContain("secrets.");
    expect(text).not.toMatch(/^ {4}env:/m);
  });

  test("plans a pull request speculatively and applies main only", () => {
    expect(jobs.get("plan")).toMatch(/if: github\.event_name == 'pull_request' && /);
    expect(jobs.get("plan")).toContain("speculative: true");
    expect(jobs.get("plan")).toContain("plan_only: true");
    expect(jobs.get("plan")).not.toContain("apply-run");
    expect(jobs.get("apply")).toContain("if: github.event_name == 'push'");
    expect(jobs.get("apply")).toContain("cancel-in-progress: false");
  });

  test("puts nothing into a shell that a pull request could have written", () => {
    expect(text).not.toMatch(/^(?: {6}- | {8})run:[^\n]*\$\{\{/m);
    expect(text).not.toMatch(/github\.(head_ref|event\.pull_request\.(title|body))/);
  });

  test("uploads the stack of an environment whose state is in a workspace", () => {
    const stacks = new Set(matches(/cdktf\.out\/stacks\/([\w-]+)/g));
    expect([...stacks].map((stack) => environments(stack)[0]?.backend.type)).toEqual(["cloud"]);
  });
});
