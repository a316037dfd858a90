import { enforce, whenChanged } from "../../aws";
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
  isLayer7,
  RETRY_UNSENT,
  type AllowedSource,
  type ConfigEntry,
  type Consumer,
} from "../../consul/config-entries";
import { serviceKey, type Destination, type ServiceIdentity } from "./destination";
import type { Connection, Entrance, MeshMember } from "./member";

/** The services of a mesh, and who calls whom. */
export class MeshGraph {
  private readonly byKey = new Map<string, MeshMember>();
  private readonly calls: Connection[] = [];
  private readonly exposed: Entrance[] = [];
  private readonly more: ConfigEntry[] = [];
  private readonly written = whenChanged<readonly ConfigEntry[]>();

  /**
   * @param datacenter in which the services are
   * @param partition for which the entries are written; without one, for any
   */
  constructor(
    readonly datacenter: string,
    private readonly partition?: string,
  ) {}

  get members(): readonly MeshMember[] {
    return [...this.byKey.values()];
  }

  /** The calls, those included that services put off until they are asked. */
  get connections(): readonly Connection[] {
    this.settle();
    return [...this.calls];
  }

  get entrances(): readonly Entrance[] {
    return [...this.exposed];
  }

  /** Adds a service; no other of its partition and namespace may have its name. */
  add(member: MeshMember): void {
    const key = serviceKey(member.identity);
    enforce("ServiceMesh", [
      {
        prop: "serviceName",
        rule: "must be the name of one service only",
        got: member.identity.service,
        fix: "Give one of the services another family or serviceName.",
        holds: !this.byKey.has(key),
      },
    ]);
    this.byKey.set(key, member);
  }

  connect(connection: Connection): void {
    this.calls.push(connection);
  }

  expose(entrance: Entrance): void {
    this.exposed.push(entrance);
  }

  /** What Consul has to be told beside the graph. */
  addConfigEntries(...entries: readonly ConfigEntry[]): void {
    this.more.push(...entries);
  }

  /**
   * What Consul has to be told of the graph: nobody may call anybody but for the connections that are made, and what
   * each service speaks. In a fixed order, whatever the order in which the graph was built.
   */
  configEntries(): ConfigEntry[] {
    this.settle();
    // Asked for again and again while a stack is written.
    const facts = [this.members.map(factsOf), this.calls, this.more].flat(2);
    return [...this.written(facts, () => this.makeEntries())];
  }

  private makeEntries(): ConfigEntry[] {
    const members = this.members.flatMap(memberEntries);
    return inOrder([...this.more, DENY_ALL, ...members, ...this.intentions(), ...this.exports()]);
  }

  private settle(): void {
    for (const member of this.members) member.settle();
  }

  /** One entry for each service that is called. A service of another datacenter or partition has its intentions there. */
  private intentions(): ConfigEntry[] {
    const allowed = new Map<string, { readonly of: ServiceIdentity; readonly sources: Map<string, AllowedSource> }>();
    const allow = (of: ServiceIdentity, source: AllowedSource): void => {
      const key = serviceKey(of);
      const known = allowed.get(key) ?? { of, sources: new Map<string, AllowedSource>() };
      const before = known.sources.get(sourceKey(source));
      if (before) refuseOthers(of, before, source);
      known.sources.set(sourceKey(source), source);
      allowed.set(key, known);
    };
    for (const member of this.members) {
      for (const source of member.allowedSources) allow(member.identity, source);
    }
    for (const { source, destination, permissions } of this.calls) {
      if (this.isOurs(destination)) allow(destination, { ...seenFrom(destination, source), permissions });
    }
    return [...allowed.values()].map(({ of, sources }) => allowIntentions(of, [...sources.values()]));
  }

  /** A caller in a peer cluster, or in another partition, must be shown the service before it can call it. */
  private exports(): ConfigEntry[] {
    const exports = new Map<string, Map<ServiceIdentity, Consumer[]>>();
    for (const member of this.members) {
      const consumers = this.consumersOf(member);
      if (consumers.length === 0) continue;
      const partition = member.identity.partition ?? "default";
      const services = exports.get(partition) ?? new Map<ServiceIdentity, Consumer[]>();
      exports.set(partition, services.set(member.identity, consumers));
    }
    return [...exports].map(([partition, services]) => exportedServices(services, partition));
  }

  private consumersOf({ identity, allowedSources }: MeshMember): Consumer[] {
    const called = this.calls.filter(({ destination }) => this.isHere(destination) && same(destination, identity));
    const sources = [...allowedSources, ...called.map(({ source }) => source)];
    return sources.flatMap((source: AllowedSource): Consumer[] => {
      if (source.peer !== undefined) return [{ Peer: source.peer }];
      const { partition = "default" } = source;
      return partition === (identity.partition ?? "default") ? [] : [{ Partition: partition }];
    });
  }

  /** Whether the intentions of a destination are written from here. */
  private isOurs(destination: Destination): boolean {
    if (!this.isHere(destination)) return false;
    if (this.partition === undefined || this.byKey.has(serviceKey(destination))) return true;
    return (destination.partition ?? "default") === this.partition;
  }

  /** Whether a destination belongs to this datacenter. */
  private isHere({ datacenter, peer }: Destination): boolean {
    return peer === undefined && (datacenter === undefined || datacenter === this.datacenter);
  }
}

/** A caller whose partition or namespace is not said is, to Consul, in those of the destination, and not in the default. */
function seenFrom(of: ServiceIdentity, { service, partition, namespace }: ServiceIdentity): ServiceIdentity {
  return {
    service,
    partition: partition ?? (of.partition === undefined ? undefined : "default"),
    namespace: namespace ?? (of.namespace === undefined ? undefined : "default"),
  };
}

/** What a caller may ask is said once: the last word would silently take the place of the others. */
function refuseOthers(of: ServiceIdentity, before: AllowedSource, { service, permissions }: AllowedSource): void {
  enforce("ServiceMesh", [
    {
      prop: "permissions",
      rule: `of '${service}' to call '${of.service}' must be the same wherever they are said`,
      got: permissions,
      fix: "Say them in connectTo, and leave allowFrom to callers that are deployed elsewhere.",
      holds: JSON.stringify(before.permissions ?? []) === JSON.stringify(permissions ?? []),
    },
  ]);
}

function same(one: ServiceIdentity, other: ServiceIdentity): boolean {
  return serviceKey(one) === serviceKey(other);
}

/** All of a member that its entries are made of: it puts another object in the place of what it changes. */
function factsOf(member: MeshMember): readonly unknown[] {
  return [member, member.protocol, member.traffic, ...member.allowedSources];
}

function memberEntries(member: MeshMember): ConfigEntry[] {
  const { identity, protocol, traffic } = member;
  const { service, partition, namespace } = identity;
  const place = {
    ...(partition ? { Partition: partition } : {}),
    ...(namespace ? { Namespace: namespace } : {}),
  };
  // What never reached the service may be sent again, whatever it is: a task that just stopped loses no call by it.
  const routes = [...(traffic.routes ?? []), ...(protocol && isLayer7(protocol) ? [RETRY_UNSENT] : [])];
  return [
    ...(protocol ? [serviceDefaults(service, protocol)] : []),
    ...(traffic.resolution ? [serviceResolver(service, traffic.resolution)] : []),
    ...(traffic.split ? [serviceSplitter(service, traffic.split)] : []),
    ...(routes.length > 0 ? [serviceRouter(service, routes)] : []),
  ].map((entry) => ({ ...entry, ...place }));
}
