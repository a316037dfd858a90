import type { ITerraformDependable, TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import type { ConfigEntry } from "../config-entries";
import type { ConsulServers } from "../consul-servers";
import type { DevServerLineOptions, LineOptions } from "./options";

/** How a release line joins two datacenters through their mesh gateways. */
export interface DatacenterJoin<O extends LineOptions = LineOptions> {
  /** In words. */
  readonly name: string;
  /** Servers of the datacenter that is made first. */
  firstServers(datacenter: string, acls: boolean): JoinedServers;
  /** Servers of the second one, which may build on what the first one has. */
  secondServers(first: MadeDatacenter): JoinedServers;
  /** The mesh gateway of each. */
  gateway(acls: boolean): JoinedGateway<O>;
  /** Every task of each. */
  tasks(acls: boolean): Partial<O["meshTask"]>;
  /** How a service of another datacenter is called. */
  destination(datacenter: string): JoinedDestination;
  /** Where the intentions of a service see a caller of another datacenter. */
  source(datacenter: string): { readonly peer?: string };
  /** What Consul has to be told in each, beside who may call whom. */
  readonly configEntries: readonly ConfigEntry[];
  /** What the servers of the first datacenter take of the entries of both meshes. */
  firstEntries(first: readonly ConfigEntry[], second: readonly ConfigEntry[]): readonly ConfigEntry[];
  /** What those of the second one take. @default nothing: they have it from the first */
  readonly secondEntries?: (second: readonly ConfigEntry[]) => readonly ConfigEntry[];
  /** Has Terraform do what `commands` has the user do. @default there is nothing to do */
  establish?(scope: Construct, first: ReachableDatacenter, second: ReachableDatacenter): void;
  /** What the user runs after the apply, by the name of its output. */
  commands(first: ConsulCli, second: ConsulCli): Readonly<Record<string, JoinCommand>>;
}

/** What servers are told of the join; the names are those of `DevServer`. */
export interface JoinedServers extends DevServerLineOptions {
  readonly acls: boolean | { readonly bootstrapToken: { readonly secretArn: string } };
  readonly replicationToken?: { readonly secretArn: string };
  readonly primaryDatacenter?: string;
  readonly primaryGateways?: readonly string[];
  readonly meshGatewayWanFederation?: boolean;
  readonly clusterPeering?: boolean;
  readonly dependsOn?: readonly ITerraformDependable[];
}

export interface JoinedGateway<O extends LineOptions> {
  readonly wanFederation?: boolean;
  readonly lineOptions: O["gatewayTask"] & { readonly kind: "mesh-gateway"; readonly targetGroups?: undefined };
}

/** A datacenter that is made already. */
export interface MadeDatacenter {
  readonly servers: ConsulServers;
  readonly gateway: {
    readonly wanAddress: string;
    readonly wanPort: number;
    readonly service: ITerraformDependable;
  };
}

/** How a service of another datacenter is named, and how the call gets there. */
export interface JoinedDestination {
  readonly datacenter?: string;
  readonly peer?: string;
  readonly meshGateway: "local" | "remote";
}

/** A datacenter that Terraform's Consul provider reaches. */
export interface ReachableDatacenter {
  readonly datacenter: string;
  readonly provider: TerraformProvider;
  /** Its configuration entries and its mesh gateway. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/** Consul's command line, beside a server of one datacenter. */
export interface ConsulCli {
  readonly datacenter: string;
  /**
   * The whole of a command, for a shell: what has it run there, and in it what follows `consul`.
   *
   * @param variable of the shell, whose value is the last word of it
   */
  run(command: string, variable?: string): string;
}

export interface JoinCommand {
  readonly command: string;
  readonly description: string;
}
