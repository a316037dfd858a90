import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chosenEnvironments, runCommand, UsageError } from "../tools/command";
import { requirements, RUN_VARIABLES, shellLines, startEmulator, Terraform, type Emulator } from "../tools/emulator";
import { synthesize } from "../tools/runner";
import { step, untilInterrupted } from "../tools/terminal";

/** A whole deployment on a local AWS emulator, to look at without an account. */
void runCommand({
  call: "npm run deploy:local --",
  about: `Deploys an environment to a local AWS emulator that it starts for that, and says how to look at what was made.
On a terminal it then waits for Ctrl-C; without one it ends, and the emulator with it.`,
  arguments: [
    {
      name: "environment",
      count: "optional",
      help: "one environment, since each would wait for its Ctrl-C. Otherwise dev",
    },
  ],
  options: {
    keep: { help: "waits also without a terminal, until SIGINT or SIGTERM" },
    once: { help: "does not wait on a terminal either" },
  },
  async run(given) {
    if (given.has("keep") && given.has("once")) throw new UsageError("--keep and --once exclude each other.");
    const [environment] = chosenEnvironments([given.arguments[0] ?? "dev"]);
    await requirements("deploy to an emulator", ["Terraform", "AWS emulator"]);
    const waits = given.has("keep") || (process.stdin.isTTY && !given.has("once"));
    if (environment) await deployLocal(environment.stack, waits);
  },
});

async function deployLocal(environment: string, waits: boolean): Promise<void> {
  const interruption = untilInterrupted();
  const folder = await mkdtemp(join(tmpdir(), "consul-ecs-local-"));
  let emulator: Emulator | undefined;
  try {
    emulator = await step("start the emulator", startEmulator);
    describe(await deploy(environment, folder, emulator, interruption.signal), emulator, waits);
    if (waits) await interruption.happens;
  } catch (error) {
    // Ctrl-C also ends the emulator and Terraform, which is no failure then.
    if (!interruption.happened()) throw error;
  } finally {
    // A state that is gone with the emulator needs no destroy.
    await emulator?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Deployment {
  readonly stackFolder: string;
  readonly outputs: Record<string, unknown>;
}

async function deploy(
  environment: string,
  folder: string,
  emulator: Emulator,
  signal: AbortSignal,
): Promise<Deployment> {
  const stackFolder = await step(`synthesize ${environment}`, () =>
    synthesize(environment, folder, { localState: true }),
  );
  const terraform = new Terraform(stackFolder, { env: emulator.env, variables: RUN_VARIABLES, signal });
  await step("init", () => terraform.init());
  await step("apply, of which the load balancers take a minute", () => terraform.apply());
  return { stackFolder, outputs: await terraform.output() };
}

function describe({ stackFolder, outputs }: Deployment, { env }: Emulator, waits: boolean): void {
  console.log("\nOutputs");
  for (const [name, value] of Object.entries(outputs)) console.log(`  ${name} = ${String(value)}`);
  console.log(
    "\nNothing runs behind these addresses: the emulator keeps what AWS was asked for, and starts no container.",
  );
  if (!waits) return;
  // Older versions of the AWS CLI read no AWS_ENDPOINT_URL, and its version 1 no AWS_REGION: these lines suit all.
  console.log(`Look at it from another terminal:

${shellLines(env)
  .map((line) => `  ${line}`)
  .join("\n")}
  alias awslocal='aws --endpoint-url "$AWS_ENDPOINT_URL"'
  awslocal ecs list-task-definitions
  (cd ${stackFolder} && terraform state list)

Ctrl-C ends the emulator, and with it the deployment.`);
}
