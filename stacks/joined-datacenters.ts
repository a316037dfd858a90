import type { TerraformStack } from "cdktf";
import type { SecondMesh } from "../applications";
import type { TwoDatacenters } from "../environments";
import { quoteWord, warn } from "../modules/aws";
import type { Network } from "../modules/aws/network";
import { releaseLine, type ConsulCli, type JoinCommand, type ReachableDatacenter } from "../modules/consul";
import { ConfigEntryResources, type ConfigEntry } from "../modules/consul/config-entries";
import type { GatewayTask } from "../modules/mesh/gateway";
import type { MeshGatewayProps } from "../modules/mesh/service-mesh";
import { consulProvider } from "./config-entries";
import { Datacenter, type DatacenterJoinProps } from "./datacenter";
import { networkOf } from "./network";
import type { ServersFactory } from "./servers";
import type { RunVariables } from "./variables";

/**
 * Two datacenters that mesh gateways join, in the way of the release line: as peers on 0.10, as a WAN federation on 0.6.
 */
export class JoinedDatacenters {
  readonly first: Datacenter;
  readonly second: Datacenter;
  private readonly gateways: readonly [GatewayTask, GatewayTask];

  constructor(
    private readonly stack: TerraformStack,
    private readonly environment: TwoDatacenters,
    variables: RunVariables,
    makeServers: ServersFactory,
  ) {
    const { name, servers, secondDatacenter, logs } = environment;
    const [firstDatacenter, secondName] = [servers.datacenter, `${name}-${secondDatacenter.datacenter}`];
    const networks = {
      first: networkOf(stack, "network", environment),
      second: networkOf(stack, `network-${secondDatacenter.datacenter}`, {
        name: secondName,
        network: secondDatacenter.network,
        logs,
      }),
    };
    const common = { environment, variables, makeServers };
    this.first = new Datacenter(stack, firstDatacenter, {
      ...common,
      name,
      datacenter: firstDatacenter,
      network: networks.first,
      join: this.firstJoin(),
    });
    const firstGateway = this.addGateway(this.first, networks.second);
    this.second = new Datacenter(stack, secondDatacenter.datacenter, {
      ...common,
      name: secondName,
      datacenter: secondDatacenter.datacenter,
      network: networks.second,
      join: this.secondJoin(firstGateway),
    });
    this.gateways = [firstGateway, this.addGateway(this.second, networks.first)];
  }

  /** In words. */
  get name(): string {
    return this.join.name;
  }

  /** How the application in the first datacenter reaches the second one. */
  get secondMesh(): SecondMesh {
    return {
      mesh: this.second.mesh,
      connection: this.join.destination(this.second.datacenter),
      source: this.join.source(this.first.datacenter),
    };
  }

  /** What Consul has to be told, by the datacenter whose servers take it. */
  configEntries(): Readonly<Record<string, readonly ConfigEntry[]>> {
    const { secondEntries } = this;
    return {
      [this.first.datacenter]: this.firstEntries(),
      ...(secondEntries ? { [this.second.datacenter]: secondEntries() } : {}),
    };
  }

  /** What the user runs after the apply, by the name of its output. */
  commands(): Readonly<Record<string, JoinCommand>> {
    return this.join.commands(commandLine(this.first), commandLine(this.second));
  }

  /** Has Terraform's Consul provider write the entries, and join peers. It must reach the servers of both datacenters. */
  writeToConsul(): void {
    const [firstGateway, secondGateway] = this.gateways;
    const first = this.reachable(this.first, firstGateway, this.firstEntries());
    const { secondEntries, join } = this;
    if (!secondEntries) return;
    const second = this.reachable(this.second, secondGateway, secondEntries());
    if (!join.establish) return;
    join.establish(this.stack, first, second);
    warn(
      this.stack,
      "With configEntries 'terraform' the peering token is in the state, in clear. The other ways leave it to the commands of the outputs.",
    );
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

  private firstJoin(): DatacenterJoinProps {
    const { servers } = this.environment;
    const { join } = this;
    return {
      servers: join.firstServers(servers.datacenter, servers.acls),
      taskDefaults: join.tasks(servers.acls),
      moreConfigEntries: join.configEntries,
      startEntries: this.firstEntries,
      // Servers that rule over both datacenters take the entries of both.
      deliverAlso: join.secondEntries ? undefined : () => this.second.mesh.configEntries(),
      delivers: true,
    };
  }

  private secondJoin(gateway: GatewayTask): DatacenterJoinProps {
    const { acls } = this.environment.servers;
    const { join, secondEntries } = this;
    return {
      servers: join.secondServers({ servers: this.first.servers, gateway }),
      taskDefaults: join.tasks(acls),
      moreConfigEntries: join.configEntries,
      startEntries: secondEntries,
      delivers: join.secondEntries !== undefined,
    };
  }

  /**
   * The sidecars and the servers of its own datacenter call the gateway directly, those of the other one through its load
   * balancer, with the addresses of their NAT gateways.
   */
  private addGateway({ mesh, servers, network, name }: Datacenter, caller: Network): GatewayTask {
    const { wanFederation, lineOptions } = this.join.gateway(servers.acls ?? false);
    const props: MeshGatewayProps = {
      ...lineOptions,
      wanFederation,
      family: `${name}-mesh-gateway`,
      loadBalancer: { vpcId: network.vpcId, subnetIds: network.publicSubnetIds, ...openTo(caller, network) },
    };
    return mesh.addGateway("gateway", props);
  }

  private reachable(
    { datacenter }: Datacenter,
    gateway: GatewayTask,
    entries: readonly ConfigEntry[],
  ): ReachableDatacenter {
    const provider = consulProvider(this.stack, datacenter);
    const resources = new ConfigEntryResources(this.stack, `config-entries-${datacenter}`, entries, provider);
    return { datacenter, provider, dependsOn: [...resources.all, gateway.service] };
  }
}

/** Networks of other people do not tell through which addresses their tasks call: then the gateway is open to all. */
function openTo({ natGatewayIps }: Network, own: Network) {
  if (!natGatewayIps?.length || own.vpcCidr === undefined) return {};
  return {
    preserveClientIp: true,
    // The health checks of the load balancer come from its own addresses.
    ingressCidrBlocks: [...natGatewayIps.map((ip) => `${ip}/32`), own.vpcCidr],
  };
}

/** Consul's command line beside a server: no token leaves the task. */
function commandLine({ datacenter, made }: Datacenter): ConsulCli {
  return {
    datacenter,
    run: (command, variable) => {
      // The shell that has the variable puts it in, whatever is around it.
      const last = variable === undefined ? "" : `"$${variable}"`;
      const whole = `consul ${command}${last && " "}`;
      return made.exec?.(quoteWord(whole) + last) ?? whole + last;
    },
  };
}
