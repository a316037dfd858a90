import type { Construct } from "constructs";
import type { Environment, TlsSource, TwoDatacenters } from "../environments";
import { warn } from "../modules/aws";
import { ConfigEntryResources, type ConfigEntry } from "../modules/consul/config-entries";
import type { DevServerTls } from "../modules/servers/dev";
import { releaseLine, type ConsulCli, type JoinedServers, type ReachableDatacenter } from "../modules/consul";
import { Datacenter } from "./datacenter";
import { ExampleApp } from "../applications";
import type { ServiceMesh } from "../modules/mesh/service";
import type { Network } from "../modules/aws/network";
import { certificateAuthority } from "./certificate-authority";
import { consulProvider } from "./config-entries";
import { EnvironmentStack } from "./environment-stack";
import { networkOf } from "./network";
import { hasExample, toldAtStart } from "./mesh-stack";

/**
 * Two datacenters that mesh gateways join, as the release line does it: the example's client in the first one calls the
 * server in the second. HCL: the examples mesh-gateways (v0.6.2) and cluster-peering (v0.10.0).
 */
export class TwoDatacentersStack extends EnvironmentStack {
  private readonly certificateAuthority: DevServerTls;
  private readonly first: Datacenter;
  private readonly second: Datacenter;

  constructor(
    scope: Construct,
    protected override readonly environment: TwoDatacenters,
  ) {
    super(scope, environment);
    this.certificateAuthority = certificateAuthority(this, environment.name, sourceOf(environment));
    const { servers, secondDatacenter, network } = environment;
    const [clientNetwork, serverNetwork] = [
      this.makeNetwork(servers.datacenter, network),
      this.makeNetwork(secondDatacenter.datacenter, secondDatacenter.network),
    ];
    this.first = this.makeDatacenter(
      servers.datacenter,
      clientNetwork,
      this.join.firstServers(servers.datacenter, servers.acls),
      this.firstEntries,
    );
    this.second = this.makeDatacenter(
      secondDatacenter.datacenter,
      serverNetwork,
      this.join.secondServers(this.first),
      this.secondEntries,
    );
    const example = hasExample(environment) ? this.makeExample(clientNetwork) : undefined;
    if (environment.configEntries === "terraform") this.writeToConsul();
    this.addOutputs(example);
  }

  override get meshes(): readonly ServiceMesh[] {
    return [this.first.mesh, this.second.mesh];
  }

  override configEntries(): Readonly<Record<string, readonly ConfigEntry[]>> {
    const { servers, secondDatacenter } = this.environment;
    return {
      [servers.datacenter]: this.firstEntries(),
      ...(this.secondEntries ? { [secondDatacenter.datacenter]: this.secondEntries() } : {}),
    };
  }

  private get join() {
    return releaseLine(this.environment.release).datacenterJoin;
  }

  private readonly firstEntries = (): readonly ConfigEntry[] =>
    this.join.firstEntries(this.first.mesh.configEntries(), this.second.mesh.configEntries());

  /** On a line whose second datacenter has them from the first, it is given none. */
  private get secondEntries(): (() => readonly ConfigEntry[]) | undefined {
    const { secondEntries } = this.join;
    return secondEntries && (() => secondEntries(this.second.mesh.configEntries()));
  }

  private makeNetwork(datacenter: string, network: Environment["network"]): Network {
    return networkOf(this, `network-${datacenter}`, `${this.environment.name}-${datacenter}`, network);
  }

  private makeDatacenter(
    datacenter: string,
    network: Network,
    servers: JoinedServers,
    configEntries: (() => readonly ConfigEntry[]) | undefined,
  ): Datacenter {
    const { release, name, region } = this.environment;
    return new Datacenter(this, datacenter, {
      release,
      name: `${name}-${datacenter}`,
      datacenter,
      region,
      network,
      servers,
      tls: this.certificateAuthority,
      ingressCidrBlocks: [this.variables.ingressCidr],
      // The meshes grow after the servers are made, so these ask late.
      configEntries: toldAtStart(this.environment) ? configEntries : undefined,
      waitForSteadyState: this.variables.waitForSteadyState,
    });
  }

  private makeExample(network: Network): ExampleApp {
    const { first, second } = this;
    return new ExampleApp(this, "example", {
      name: this.environment.name,
      network,
      ingressCidrBlocks: [this.variables.ingressCidr],
      mesh: first.mesh,
      logs: first.logs,
      serverElsewhere: {
        mesh: second.mesh,
        logs: second.logs,
        connection: this.join.destination(second.datacenter),
        source: this.join.source(first.datacenter),
      },
    });
  }

  /** Terraform's Consul provider writes the entries, and joins peers. It must reach the servers of both datacenters. */
  private writeToConsul(): void {
    const first = this.reachable(this.first, this.firstEntries());
    const { secondEntries, join } = this;
    if (!secondEntries) return;
    const second = this.reachable(this.second, secondEntries());
    if (!join.establish) return;
    join.establish(this, first, second);
    warn(
      this,
      "With configEntries 'terraform' the peering token is in the state, in clear. The other ways leave it to the commands of the outputs.",
    );
  }

  private reachable({ datacenter, gateway }: Datacenter, entries: readonly ConfigEntry[]): ReachableDatacenter {
    const provider = consulProvider(this, datacenter);
    const resources = new ConfigEntryResources(this, `config-entries-${datacenter}`, entries, provider);
    return { datacenter, provider, dependsOn: [...resources.all, gateway.service] };
  }

  private addOutputs(example: ExampleApp | undefined): void {
    if (example)
      this.output(
        "example_url",
        example.url,
        "The example application: what the client got from the other datacenter.",
      );
    for (const datacenter of [this.first, this.second]) {
      const url = `${addressOf(datacenter)}/ui`;
      this.output(`consul_ui_url_${datacenter.datacenter}`, url, `Consul's UI in ${datacenter.datacenter}.`);
      this.addTokenOutputs(datacenter.servers, `_${datacenter.datacenter}`);
    }
    for (const [name, { command, description }] of Object.entries(this.join.commands(...this.commandLines()))) {
      this.output(name, command, description);
    }
  }

  private commandLines(): [ConsulCli, ConsulCli] {
    const commandLine = (datacenter: Datacenter): ConsulCli => {
      const arn = datacenter.servers.bootstrapTokenSecretArn;
      const token = arn === undefined ? "" : ` CONSUL_HTTP_TOKEN=$(${this.readSecret(arn)})`;
      return {
        datacenter: datacenter.datacenter,
        consul: `CONSUL_HTTP_ADDR=${addressOf(datacenter)}${token} consul`,
      };
    };
    return [commandLine(this.first), commandLine(this.second)];
  }
}

/** The schema refuses a second datacenter without TLS. */
function sourceOf({ servers }: TwoDatacenters): Exclude<TlsSource, "none"> {
  return servers.tls === "generated" ? "generated" : "brought";
}

/** Where the UI and the HTTP API are reached. */
function addressOf({ servers }: Datacenter): string {
  return `http://${servers.loadBalancer?.dnsName}:8500`;
}
