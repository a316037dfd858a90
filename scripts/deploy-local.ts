import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator, Terraform, terraformVersion } from "../tools/emulator";
import { step } from "../tools/terminal";
import { synthesize } from "../tools/runner";

/** `npm run deploy:local [-- <environment>]`: a whole deployment on a local AWS emulator, to look at without an account. */
async function deployLocal(environment: string): Promise<void> {
  await terraformVersion();
  const interruption = untilInterrupted();
  const folder = await mkdtemp(join(tmpdir(), "consul-ecs-local-"));
  let emulator: Emulator | undefined;
  try {
    emulator = await step("start the emulator", startEmulator);
    describe(await deploy(environment, folder, emulator), emulator);
    await interruption.happens;
  } catch (error) {
    // Ctrl-C also ends the emulator and Terraform, which is no failure then.
    if (!interruption.happened()) throw error;
  } finally {
    // A state that is gone with the emulator needs no destroy.
    await emulator?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Stays a listener for good: a process without one is ended by the signal before it can clean up. */
function untilInterrupted(): { readonly happens: Promise<void>; happened(): boolean } {
  let happened = false;
  const happens = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"]) {
      process.on(signal, () => {
        happened = true;
        resolve();
      });
    }
  });
  return { happens, happened: () => happened };
}

const CA = "arn:aws:secretsmanager:us-east-1:123456789012:secret:consul-ca";

/** What a run must be told. A stack that does not ask for one of them does not mind. */
const VARIABLES = {
  // 203.0.113.0/24 is kept for documentation: nobody has an address in it.
  ingress_cidr: "203.0.113.7/32",
  // No container starts that would read them.
  ca_cert_secret_arn: `${CA}-cert`,
  ca_key_secret_arn: `${CA}-key`,
};

interface Deployment {
  readonly stackFolder: string;
  readonly outputs: Record<string, unknown>;
}

async function deploy(environment: string, folder: string, emulator: Emulator): Promise<Deployment> {
  const stackFolder = await step(`synthesize ${environment}`, () => synthesize(environment, folder));
  const terraform = new Terraform(stackFolder, { env: emulator.env, variables: VARIABLES });
  await step("init", () => terraform.init());
  await step("apply, of which the load balancers take a minute", () => terraform.apply());
  return { stackFolder, outputs: await terraform.output() };
}

function describe({ stackFolder, outputs }: Deployment, { endpoint }: Emulator): void {
  console.log("\nOutputs");
  for (const [name, value] of Object.entries(outputs)) console.log(`  ${name} = ${String(value)}`);
  console.log(`
Nothing runs behind these addresses: the emulator keeps what AWS was asked for, and starts no container. Look at it from
another terminal:

  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
  aws ecs list-task-definitions
  (cd ${stackFolder} && terraform state list)

Ctrl-C ends the emulator, and with it the deployment.`);
}

const [environment = "dev"] = process.argv.slice(2);
void deployLocal(environment);
