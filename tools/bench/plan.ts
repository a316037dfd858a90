import { join } from "node:path";
import { outputOf, step } from "../terminal";
import { type Emulator, MissingRequirement, startEmulator, Terraform, terraformVersion } from "../emulator";
import { writeHclProject } from "./hcl";
import { alternate, type Command } from "./measure";
import { runner } from "../runner";
import { costRow, type Section } from "./report";
import { medianRatio } from "./statistics";

const COUNT = 100;
const TITLE = `Plan of ${COUNT} mesh services`;

/** `terraform plan` of the stack of this project, against as many calls of an HCL module that makes the same resources. */
export async function benchPlan(project: string, folder: string, rounds: number): Promise<Section> {
  try {
    await terraformVersion();
    const emulator = await startEmulator();
    try {
      return await measure(project, folder, rounds, emulator);
    } finally {
      await emulator.stop();
    }
  } catch (error) {
    if (!(error instanceof MissingRequirement)) throw error;
    return { title: TITLE, rows: [], targets: [], notes: [`Not measured: ${error.message}`] };
  }
}

async function measure(project: string, folder: string, rounds: number, emulator: Emulator): Promise<Section> {
  const output = join(folder, "plan");
  const { program, args } = runner(project, "tools/bench/workloads/constructs.ts", `${COUNT}`, output);
  await step("synth", () => outputOf(program, args));
  const ours = join(output, "stacks/bench");
  const theirs = join(folder, "hcl");
  await writeHclProject(theirs, COUNT);
  for (const project of [ours, theirs]) {
    await step(`terraform init, ${project === ours ? "stack" : "modules"}`, () =>
      new Terraform(project, { env: emulator.env }).init(),
    );
  }
  await step("both plan the same", () => refuseDifference(ours, theirs, emulator));
  const commands = [
    plan("one stack of this project", ours, emulator),
    plan("calls of an HCL module", theirs, emulator),
  ];
  const costs = await alternate(commands, rounds);
  const [wall = [], otherWall = []] = costs.map((runs) => runs.map(({ wallSeconds }) => wallSeconds));
  return {
    title: TITLE,
    rows: commands.map(({ name }, index) => costRow(name, costs[index]!)),
    targets: [{ what: "wall time, as a share of the modules'", value: medianRatio(wall, otherWall), limit: 0.5 }],
    notes: [
      "`terraform plan -refresh=false` against the local AWS emulator, with nothing applied yet. Both plan the same resources: compared, and found equal.",
    ],
  };
}

function plan(name: string, cwd: string, emulator: Emulator): Command {
  return {
    name,
    program: process.env.TERRAFORM_BINARY_NAME ?? "terraform",
    args: ["plan", "-refresh=false", "-input=false", "-lock=false", "-no-color"],
    cwd,
    env: { ...emulator.env, CHECKPOINT_DISABLE: "1" },
  };
}

/** Compares what each resource is planned to be, whatever it is called. */
async function refuseDifference(ours: string, theirs: string, { env }: Emulator): Promise<void> {
  const [a, b] = await Promise.all([ours, theirs].map((project) => plannedResources(new Terraform(project, { env }))));
  const difference = a!.filter((resource, index) => resource !== b![index]);
  if (a!.length !== b!.length || difference.length > 0) {
    throw new Error(`The two do not plan the same: ${a!.length} and ${b!.length} resources; ${difference[0] ?? ""}`);
  }
}

async function plannedResources(terraform: Terraform): Promise<string[]> {
  const { json } = await terraform.plan();
  return (json.resource_changes ?? [])
    .map(({ type, change }) => `${type} ${JSON.stringify([change.after, change.after_unknown])}`)
    .sort();
}
