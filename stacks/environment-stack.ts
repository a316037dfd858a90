import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "../environments";
import { tagEverything } from "../modules/aws";
import type { ConfigEntry } from "../modules/consul/config-entries";
import type { ConsulServers } from "../modules/consul";
import type { ServiceMesh } from "../modules/mesh/service";
import { useBackend } from "./backend";
import { RunVariables } from "./variables";

/** What the stack of every environment has, however many datacenters it has. */
export abstract class EnvironmentStack extends TerraformStack {
  protected readonly variables: RunVariables;

  constructor(
    scope: Construct,
    protected readonly environment: Environment,
  ) {
    super(scope, environment.stack);
    // Write-only attributes, through which secrets go, came with Terraform 1.11.
    this.addOverride("terraform.required_version", ">= 1.11");
    const { region, accountId, tags } = environment;
    new AwsProvider(this, "aws", { region, allowedAccountIds: accountId === undefined ? undefined : [accountId] });
    if (Object.keys(tags).length > 0) tagEverything(this, tags);
    useBackend(this, environment.backend);
    this.variables = new RunVariables(this);
  }

  /** The services of the environment, and who calls whom: a mesh in each datacenter. */
  abstract get meshes(): readonly ServiceMesh[];

  /** What Consul has to be told, by the datacenter whose servers take it. */
  configEntries(): Readonly<Record<string, readonly ConfigEntry[]>> {
    return Object.fromEntries(this.meshes.map((mesh) => [mesh.props.servers.datacenter, mesh.configEntries()]));
  }

  /** @param suffix of the outputs, where there are several datacenters */
  protected addTokenOutputs({ bootstrapTokenSecretArn: arn }: ConsulServers, suffix = ""): void {
    if (arn === undefined) return;
    this.output(
      `bootstrap_token_secret_arn${suffix}`,
      arn,
      "Secret with the bootstrap token, with which to log in to Consul.",
    );
    this.output(`bootstrap_token_command${suffix}`, this.readSecret(arn), "Prints the bootstrap token.");
  }

  /** The command that prints a secret. */
  protected readSecret(arn: string): string {
    return `aws secretsmanager get-secret-value --region ${this.environment.region} --secret-id ${arn} --query SecretString --output text`;
  }

  protected output(name: string, value: string, description: string): void {
    new TerraformOutput(this, name, { value, description });
  }
}
