import type { ITerraformDependable } from "cdktf";
import { enforce } from "../../aws";
import {
  allowIntentions,
  DENY_ALL,
  exportedServices,
  inOrder,
  serviceDefaults,
  serviceResolver,
  serviceRouter,
  serviceSplitter,
  sourceKey,
  type AllowedSource,
  type ConfigEntry,
  type Protocol,
  type Traffic,
} from "../../consul/config-entries";
import type { ConsulServers, Release, Releases } from "../../consul";
import type { MeshSecurityGroup } from "../security-group";
import type { Destination } from "./local-port";

export interface ServiceMeshProps {
  readonly release: Release;
  readonly servers: ConsulServers;
  /** ARN of the ECS cluster. */
  readonly clusterArn: string;
  /** Private subnets, as a rule. */
  readonly subnetIds: readonly string[];
  readonly securityGroup: MeshSecurityGroup;
  /** What every service has to wait for: the controller, where there is one. */
  readonly dependsOn?: readonly ITerraformDependable[];
  /** Has the apply wait until the tasks run. @default false */
  readonly waitForSteadyState?: boolean;
  /** What every task of the mesh is told of its release line; what a service says itself wins. @default nothing */
  readonly taskOptions?: Partial<Releases[Release]["meshTask"]>;
  /** The mesh gateway through which calls from and to other datacenters go. @default none */
  readonly meshGateway?: MeshGateway;
  /** What Consul has to be told beside the graph. @default nothing */
  readonly configEntries?: readonly ConfigEntry[];
}

/** A mesh gateway, and how other datacenters reach it. */
export interface MeshGateway {
  /** Name in Consul's catalog. */
  readonly serviceName: string;
  /** Port of its load balancer. */
  readonly wanPort: number;
}

/** A service, as the mesh knows it. */
export interface MeshMember {
  readonly serviceName: string;
  readonly protocol?: Protocol;
  readonly traffic: Traffic;
  /** Callers from elsewhere. */
  readonly allowedSources: readonly AllowedSource[];
}

/** A call that one service of the mesh makes. */
export interface Connection {
  readonly source: string;
  readonly destination: Destination;
  /** Where the application calls it. */
  readonly url: string;
  readonly permissions?: AllowedSource["permissions"];
}

/** A load balancer that brings callers from outside to a service. */
export interface Entrance {
  readonly service: string;
  readonly port: number;
}

/** The services that share the same Consul servers, and who calls whom. */
export class ServiceMesh {
  private readonly byName = new Map<string, MeshMember>();
  private readonly calls: Connection[] = [];
  private readonly exposed: Entrance[] = [];

  constructor(readonly props: ServiceMeshProps) {}

  get members(): readonly MeshMember[] {
    return [...this.byName.values()];
  }

  get connections(): readonly Connection[] {
    return [...this.calls];
  }

  get entrances(): readonly Entrance[] {
    return [...this.exposed];
  }

  expose(entrance: Entrance): void {
    this.exposed.push(entrance);
  }

  /** Adds a service; its name must be new. */
  add(member: MeshMember): void {
    const { serviceName } = member;
    enforce("ServiceMesh", [
      {
        prop: "serviceName",
        rule: "must be the name of one service only",
        got: serviceName,
        fix: "Give one of the services another family or serviceName.",
        holds: !this.byName.has(serviceName),
      },
    ]);
    this.byName.set(serviceName, member);
  }

  connect(connection: Connection): void {
    this.calls.push(connection);
  }

  /**
   * What Consul has to be told of the graph: nobody may call anybody but for the connections that are made, and what
   * each service speaks. In a fixed order, whatever the order in which the graph was built.
   */
  configEntries(): ConfigEntry[] {
    const members = this.members.flatMap(memberEntries);
    const more = this.props.configEntries ?? [];
    return inOrder([...more, DENY_ALL, ...members, ...this.intentions(), ...this.exports()]);
  }

  /** One entry for each service that is called. A service elsewhere has its intentions there. */
  private intentions(): ConfigEntry[] {
    const sources = new Map<string, Map<string, AllowedSource>>();
    const allow = (destination: string, source: AllowedSource): void => {
      const known = sources.get(destination) ?? new Map<string, AllowedSource>();
      sources.set(destination, known.set(sourceKey(source), source));
    };
    for (const { serviceName, allowedSources } of this.members) {
      for (const source of allowedSources) allow(serviceName, source);
    }
    for (const { source, destination, permissions } of this.calls) {
      if (this.isHere(destination)) allow(destination.service, { service: source, permissions });
    }
    return [...sources].map(([destination, known]) => allowIntentions(destination, [...known.values()]));
  }

  /** A caller in a peer cluster must be shown the service before it can call it. */
  private exports(): ConfigEntry[] {
    const exports = this.members
      .map(({ serviceName, allowedSources }) => {
        const peers = allowedSources.map(({ peer }) => peer).filter((peer) => peer !== undefined);
        return [serviceName, peers] as const;
      })
      .filter(([, peers]) => peers.length > 0);
    return exports.length > 0 ? [exportedServices(new Map(exports))] : [];
  }

  /** Whether a destination belongs to this mesh. */
  private isHere({ datacenter, peer }: Destination): boolean {
    return peer === undefined && (datacenter === undefined || datacenter === this.props.servers.datacenter);
  }
}

function memberEntries({ serviceName, protocol, traffic }: MeshMember): ConfigEntry[] {
  return [
    ...(protocol ? [serviceDefaults(serviceName, protocol)] : []),
    ...(traffic.resolution ? [serviceResolver(serviceName, traffic.resolution)] : []),
    ...(traffic.split ? [serviceSplitter(serviceName, traffic.split)] : []),
    ...(traffic.routes ? [serviceRouter(serviceName, traffic.routes)] : []),
  ];
}
