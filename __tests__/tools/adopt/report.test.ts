import { readFileSync } from "node:fs";
import { join } from "node:path";
import { adoption, type Given } from "../../../tools/adopt/adopt";
import { announced, failures, report } from "../../../tools/adopt/report";
import type { Planned } from "../../../tools/adopt/plan";
import { refusal } from "../../../tools/adopt/plan/synthesize";
import { readPlan } from "../../../tools/adopt/state";
import { devServerState } from "./dev-server-state";
import { recordedState } from "./recorded";
import { stateResource } from "./resources";

const PLAN = readPlan(JSON.parse(readFileSync(join(__dirname, "../../fixtures/adopt/plan.json"), "utf8")) as object);
const NOT_PLANNED: Planned = { kind: "not planned", why: "there is no Terraform." };

function of(given: Given, planned: Planned = NOT_PLANNED, newState = false): string {
  return report(adoption(given, { newState, line: "0.6" }), [], planned);
}

function given(...resources: Given["resources"]): Given {
  return { resources, sources: new Map(), pending: [] };
}

it("says what becomes what, and what leaves the state, by call and resource", () => {
  const text = of(PLAN);
  expect(text).toContain(
    '- `module.client["a"]`: mesh-task of line 0.10 becomes `MeshTask`, with `aws_ecs_service.client["a"]`',
  );
  expect(text).toContain("- `aws_subnet.main` (2 resources): nothing manages it any more");
  expect(text).toContain("- `module.mesh`: nothing manages it any more");
  expect(text).toContain("None: with `likeHclModule`");
});

it("announces new revisions on line 0.6, and a CA that the execution role may read now, where it is another one", () => {
  const httpsCa = of(given(...recordedState("m6_x_httpsca")));
  expect(httpsCa).toMatch(/`module\.call`: a new revision of its task definition/);
  expect(httpsCa).toContain("its execution role may read the secret with the CA of the HTTP API");
  expect(of(given(...recordedState("m6_secure")))).not.toContain("may read the secret");
});

it("says of a dev server that it forgets, and which variable asks for what is in no secret", () => {
  const text = of(given(...devServerState({ name: "dev", replication_token: "SECRET" })));
  expect(text).toContain("Its data is gone with its task");
  expect(text).toContain("set TF_VAR_dev_replication_token to its value");
  expect(text).not.toContain("SECRET");
});

it("announces the families of line 0.6 and of dev servers, and no others", () => {
  const all = given(
    ...recordedState("m6_minimal", "module.a"),
    ...recordedState("m10_minimal", "module.b"),
    ...devServerState({ name: "dev" }),
  );
  expect(announced(adoption(all, { newState: false, line: "0.6" })).revisions).toEqual(new Set(["m6-minimal", "dev"]));
});

it("marks what was not announced, and fails on it", () => {
  const changes = [
    { address: "aws_iam_role.a", kind: "moved", announced: true },
    { address: "aws_iam_role.b", kind: "replaced", announced: false, attributes: ["name"] },
  ] as const;
  const planned: Planned = { kind: "planned", changes };
  expect(of(PLAN, planned)).toContain(
    "- 1 moved.\n- `aws_iam_role.b` is replaced (name): **this was not announced, do not apply it**.",
  );
  expect(failures(planned)).toEqual(["aws_iam_role.b would be replaced, which was not announced"]);
  expect(failures(NOT_PLANNED)).toEqual([]);
});

it("fails on props that a construct refuses, and says them without a stack trace", () => {
  const stderr = 'x\nInputError: DevServer "a/b" cannot be made:\n  - name must be short.\n    at enforce (m.js:1)\n';
  const refused: Planned = { kind: "refused", why: refusal({ stderr })?.message ?? "" };
  expect(failures(refused)).toEqual(['DevServer "a/b" cannot be made: - name must be short.']);
  expect(of(PLAN, refused)).toContain('Correct this in `adopted-stack.ts`: DevServer "a/b" cannot be made');
  expect(refusal(new Error("another"))).toBeUndefined();
});

it("tells to apply first what the given plan would change", () => {
  expect(of({ ...PLAN, pending: ["module.controller.aws_ecs_service.this"] })).toContain("## Before you go on");
  expect(of(PLAN)).not.toContain("Before you go on");
});

it("says of a new state that services are updated, and that all else stays in the old one", () => {
  const text = of(PLAN, NOT_PLANNED, true);
  expect(text).toContain("`module.controller.aws_ecs_service.this`: an update that writes what is there already");
  expect(text).toContain("leaves the old state by `removed.tf`");
});

it("says when there is nothing to take over", () => {
  expect(of(given(stateResource("aws_vpc.main")))).toContain("Nothing: there is no call of a module that is known.");
});
