import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { loadEnvironments, type EnvironmentData } from "../../../environments";
import { addStack } from "../../../stacks";
import { RUN_VARIABLES, Terraform } from "../../../tools/emulator";
import type { BroughtAuthority } from "./certificates";

export const REGION = "us-east-1";

/** What a test puts into a stack. @param authority with which its servers may speak TLS */
export type Build = (stack: TerraformStack, authority: BroughtAuthority) => void;

/** A stack that a test writes and applies, again after a change. */
export class StackFolder {
  private readonly terraform: Terraform;
  private initialized = false;

  /**
   * @param folder that holds what is written, and the state
   * @param env what leads Terraform to the mesh
   */
  constructor(
    private readonly name: string,
    private readonly folder: string,
    env: Readonly<Record<string, string | undefined>>,
    private readonly authority: BroughtAuthority,
  ) {
    this.terraform = new Terraform(join(folder, "cdktf.out/stacks", name), {
      env,
      variables: {
        ...RUN_VARIABLES,
        wait_for_steady_state: true,
        ca_cert_secret_arn: authority.caCertSecretArn,
        ca_key_secret_arn: authority.caKeySecretArn,
      },
    });
  }

  /** Writes the stack, and nothing else. */
  synthesize(build: Build): void {
    this.write((app) => {
      const stack = new TerraformStack(app, this.name);
      new AwsProvider(stack, "aws", { region: REGION });
      new LocalBackend(stack, { path: `../../../terraform.${this.name}.tfstate` });
      build(stack, this.authority);
    });
  }

  /** The same for an environment. */
  synthesizeEnvironment(data: EnvironmentData): void {
    this.write((app) => {
      for (const environment of loadEnvironments({ [this.name]: data })) addStack(app, environment);
    });
  }

  /** @returns the values of the outputs */
  async apply(): Promise<Record<string, unknown>> {
    if (!this.initialized) await this.terraform.init();
    this.initialized = true;
    await this.terraform.apply();
    return this.terraform.output();
  }

  private write(fill: (app: App) => void): void {
    const context = { excludeStackIdFromLogicalIds: "true", allowSepCharsInLogicalIds: "true" };
    const app = new App({ outdir: join(this.folder, "cdktf.out"), context });
    fill(app);
    app.synth();
  }
}
