import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { APPLICATIONS, type SecondMesh } from "../applications";
import { applicationOf, type Environment, type TwoDatacenters } from "../environments";
import { quoteWord, tagEverything, warn } from "../modules/aws";
import type { ConsulServers } from "../modules/consul";
import type { ConfigEntry } from "../modules/consul/config-entries";
import type { ServiceMesh } from "../modules/mesh/service-mesh";
import { useBackend } from "./backend";
import { writeConfigEntries } from "./config-entries";
import { Datacenter } from "./datacenter";
import { JoinedDatacenters } from "./joined-datacenters";
import { networkOf } from "./network";
import type { MadeServers, ServersFactory } from "./servers";
import { RunVariables } from "./variables";

/** The stack of an environment, wherever its servers are: a datacenter with its mesh, and the application in it. */
export abstract class EnvironmentStack extends TerraformStack {
  protected readonly variables: RunVariables;
  private readonly datacenters: Datacenter[] = [];
  private joined?: JoinedDatacenters;

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
  get meshes(): readonly ServiceMesh[] {
    return this.datacenters.map(({ mesh }) => mesh);
  }

  /** What Consul has to be told, by the datacenter whose servers take it. */
  configEntries(): Readonly<Record<string, readonly ConfigEntry[]>> {
    if (this.joined) return this.joined.configEntries();
    return Object.fromEntries(this.datacenters.map(({ datacenter, mesh }) => [datacenter, mesh.configEntries()]));
  }

  /** The only datacenter of the environment, with the application in its mesh. */
  protected addDatacenter(datacenter: string, makeServers: ServersFactory): void {
    const { environment, variables } = this;
    const made = new Datacenter(this, datacenter, {
      environment,
      variables,
      name: environment.name,
      datacenter,
      network: networkOf(this, "network", environment),
      makeServers,
    });
    this.datacenters.push(made);
    this.addApplication(made);
    if (environment.configEntries === "terraform") writeConfigEntries(this, made.mesh);
    this.addServerOutputs(made.made);
    this.addMeshOutputs(made);
  }

  /** Two datacenters, with the application in both meshes: it calls from the first into the second. */
  protected addJoinedDatacenters(environment: TwoDatacenters, makeServers: ServersFactory): void {
    const joined = new JoinedDatacenters(this, environment, this.variables, makeServers);
    this.joined = joined;
    this.datacenters.push(joined.first, joined.second);
    this.addApplication(joined.first, joined.secondMesh);
    if (environment.configEntries === "terraform") joined.writeToConsul();
    for (const { datacenter, made, mesh } of this.datacenters) {
      this.addServerOutputs(made, `_${datacenter}`);
      this.addMeshOutputs({ mesh }, `_${datacenter}`);
    }
    for (const [name, { command, description }] of Object.entries(joined.commands())) {
      this.output(name, command, description);
    }
  }

  private addApplication({ mesh, network }: Datacenter, second?: SecondMesh): void {
    const { environment, variables } = this;
    const outputs = applicationOf(
      environment,
      APPLICATIONS,
    )({
      scope: this,
      mesh,
      name: environment.name,
      network,
      ingressCidrBlocks: variables.ingressCidrBlocks,
      second,
    });
    this.addOutputs(outputs);
  }

  /** @param suffix of the outputs, where there are several datacenters */
  private addServerOutputs({ servers, outputs }: MadeServers, suffix = ""): void {
    this.addOutputs(outputs, suffix);
    this.addTokenOutputs(servers, suffix);
  }

  private addMeshOutputs({ mesh }: Pick<Datacenter, "mesh">, suffix = ""): void {
    this.output(`roll_command${suffix}`, mesh.rollCommand, ROLL);
    new TerraformOutput(this, `mesh${suffix}`, {
      value: mesh.attributes,
      description:
        "What another stack or repository must know to put services into the mesh: ServiceMesh.fromAttributes.",
    });
  }

  private output(name: string, value: string, description: string): void {
    new TerraformOutput(this, name, { value, description });
  }

  /** Servers that run already cannot be told anything at their first start. */
  protected warnOfBootstrap(): void {
    const { stack, configEntries, servers } = this.environment;
    if (configEntries !== "bootstrap") return;
    warn(
      this,
      `configEntries 'bootstrap' has no effect with the hosting '${servers.hosting}', whose servers are not started here: the mesh has no intentions until they are written. Leave it out, or write the files of \`npm run config-entries -- ${stack}\` by hand.`,
    );
  }

  private addOutputs(outputs: MadeServers["outputs"], suffix = ""): void {
    for (const [name, { value, description }] of Object.entries(outputs)) {
      this.output(`${name}${suffix}`, value, description);
    }
  }

  private addTokenOutputs({ bootstrapTokenSecretArn: arn }: ConsulServers, suffix: string): void {
    if (arn === undefined) return;
    this.output(
      `bootstrap_token_secret_arn${suffix}`,
      arn,
      "Secret with the bootstrap token, with which to log in to Consul.",
    );
    const command = `aws secretsmanager get-secret-value --region ${quoteWord(this.environment.region)} --secret-id ${quoteWord(arn)} --query SecretString --output text`;
    this.output(`bootstrap_token_command${suffix}`, command, "Prints the bootstrap token.");
  }
}

const ROLL = "Starts all tasks again in the right order, after the servers have lost their data: pipe it to sh.";
