import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { loadEnvironments, type EnvironmentData } from "../../../environments";
import { type Emulator, recordActions, RUN_VARIABLES, startEmulator, Terraform } from "../../../tools/emulator";
import { addStack } from "../../../stacks";
import { Aws } from "../environments/aws";
import { EmulatorApi } from "./emulator-api";

/** An environment of a test's own, applied to an emulator of its own. */
export class Deployment {
  static async apply(stack: string, data: EnvironmentData): Promise<Deployment> {
    const folder = await mkdtemp(join(tmpdir(), `e2e-${stack}-`));
    const emulator = await startEmulator();
    const deployment = new Deployment(stack, folder, emulator);
    deployment.synthesize(data);
    await deployment.terraform.init();
    await deployment.terraform.apply();
    return deployment;
  }

  readonly aws: Aws;
  readonly api: EmulatorApi;
  readonly terraform: Terraform;
  /** What the provider called: gone with the deployment, because secrets are in it. */
  readonly log: string;
  private readonly directory: string;

  private constructor(
    private readonly stack: string,
    private readonly folder: string,
    private readonly emulator: Emulator,
  ) {
    this.aws = new Aws(emulator.endpoint);
    this.api = new EmulatorApi(emulator.endpoint);
    this.directory = join(folder, "cdktf.out/stacks", stack);
    this.log = join(folder, "provider.log");
    this.terraform = new Terraform(this.directory, {
      env: { ...emulator.env, ...recordActions(this.log) },
      variables: RUN_VARIABLES,
    });
  }

  /** Writes the stack anew, for another apply. */
  synthesize(data: EnvironmentData): void {
    const context = { excludeStackIdFromLogicalIds: "true", allowSepCharsInLogicalIds: "true" };
    const app = new App({ outdir: join(this.folder, "cdktf.out"), context });
    for (const environment of loadEnvironments({ [this.stack]: data })) addStack(app, environment);
    app.synth();
  }

  /** Every place on this machine in which a secret could be. */
  async places(): Promise<Record<string, string>> {
    return {
      state: await readFile(join(this.folder, `terraform.${this.stack}.tfstate`), "utf8"),
      plan: JSON.stringify((await this.terraform.plan()).json),
      "cdk.tf.json": await readFile(join(this.folder, "cdktf.out/stacks", this.stack, "cdk.tf.json"), "utf8"),
    };
  }

  async destroy(): Promise<void> {
    await this.terraform.destroy();
  }

  contents(): ReturnType<Emulator["contents"]> {
    return this.emulator.contents();
  }

  async stop(): Promise<void> {
    await this.emulator.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
