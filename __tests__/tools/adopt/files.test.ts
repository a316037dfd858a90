import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runAdopt, UnreadableState } from "../../../tools/adopt";
import { readGiven } from "../../../tools/adopt/files";
import { UsageError } from "../../../tools/command";

const PLAN = join(__dirname, "../../fixtures/adopt/plan.json");

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adopt-files-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

it("takes the exact version of the list of modules for the constraint of a plan", () => {
  const Modules = [{ Key: "client", Source: "hashicorp/consul-ecs/aws//modules/mesh-task", Version: "0.10.1" }];
  const { sources } = readGiven({ plan: PLAN, modules: file("modules.json", JSON.stringify({ Modules })) });
  expect(sources.get("client")?.version).toBe("0.10.1");
  expect(sources.get("controller")?.version).toBe("0.10.0");
});

it("takes the state of --state where there is a plan as well, also with the mark of UTF-8 before it", () => {
  expect(readGiven({ plan: PLAN, state: file("state.json", '\uFEFF{"version":4,"resources":[]}') }).resources).toEqual(
    [],
  );
});

it.each<[string, () => Parameters<typeof readGiven>[0], string]>([
  ["is not there", () => ({ state: join(folder, "none.json") }), "cannot be read: ENOENT"],
  ["is a folder", () => ({ state: folder }), "cannot be read: EISDIR"],
  ["is no JSON", () => ({ state: file("s.json", "SECRET = 1") }), "s.json cannot be read: it is not JSON."],
  ["is a plan in place of a state", () => ({ state: PLAN }), "is a plan: give it as --plan."],
  [
    "is a state in place of a plan",
    () => ({ plan: file("p.json", '{"format_version":"1.0","values":{}}') }),
    "is no plan",
  ],
  ["is no list of modules", () => ({ plan: PLAN, modules: PLAN }), "is no list of modules"],
])("refuses a file that %s, and shows nothing of it", (_, files, message) => {
  const read = () => readGiven(files());
  expect(read).toThrow(UnreadableState);
  expect(read).toThrow(message);
  expect(read).not.toThrow("SECRET");
});

it("writes over nothing", async () => {
  mkdirSync(join(folder, "out"));
  writeFileSync(join(folder, "out/main.ts"), "mine");
  const command = runAdopt({ plan: PLAN, out: join(folder, "out"), newState: false });
  await expect(command).rejects.toThrow(UsageError);
  await expect(command).rejects.toThrow(/There is a file already: .*main\.ts\. Name another folder\./);
});
