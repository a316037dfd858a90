import type { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { TerraformStack, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import {
  awsLogs,
  enforce,
  givenProps,
  guard,
  inSameStack,
  mandatory,
  text,
  type LogConfiguration,
  together,
  typeRules,
} from "../../aws";
import { providerFacts } from "../../aws/grants";
import { checkServers, releaseLine, vouchFor, type ConsulServers, type Release, type Releases } from "../../consul";
import { configEntriesRules, mergeConfigEntries, type ConfigEntry } from "../../consul/config-entries";
import { rollCommand, type RolledServices } from "../entries";
import type { GatewayTask } from "../gateway";
import { MeshGraph } from "../graph";
import { MeshSecurityGroup } from "../security-group";
import {
  ImportedService,
  MeshService,
  type ImportedServiceProps,
  type MeshContext,
  type MeshGroup,
  type MeshPlacement,
  type MeshServiceProps,
} from "../service";
import { deliver, type Delivery } from "./delivery";
import { makeGateway, type MeshGatewayProps } from "./gateways";
import { ImportedSecurityGroup } from "./imported-security-group";
import { MeshRelease } from "./mesh-release";
import type { MeshReleaseProps, ServiceMeshAttributes, ServiceMeshOptions, ServiceMeshProps } from "./props";
import { importRules, serviceMeshRules } from "./rules";

/**
 * A service mesh: its services and gateways, who may call whom, and what they need of the Consul servers. With ACLs it
 * runs the controller, and it delivers its configuration entries to Consul.
 */
export class ServiceMesh<R extends Release = Release> extends Construct implements MeshContext<R> {
  readonly release: R;
  /** Prefix of the names of what is made. */
  readonly name: string;
  readonly servers: ConsulServers;
  readonly partition?: string;
  readonly clusterArn: string;
  readonly subnetIds: readonly string[];
  readonly securityGroup: MeshGroup;
  /** The services, and who calls whom. */
  readonly graph: MeshGraph;
  readonly taskDefaults: Partial<Releases[R]["meshTask"]>;
  readonly placement: MeshPlacement;
  readonly executeCommand: boolean;
  /** What services wait for. */
  readonly ready: readonly ITerraformDependable[];
  private readonly region: string;
  private readonly delivery: Delivery;
  private readonly services: EcsService[] = [];
  private readonly releases: MeshRelease[] = [];
  private readonly gateways: GatewayTask[] = [];
  private readonly props: ServiceMeshProps<R>;

  constructor(scope: Construct, id: string, given: ServiceMeshProps<R>) {
    super(scope, id);
    const props = givenProps(this.subject, given);
    releaseLine<R>(props.release);
    this.props = props;
    this.release = props.release;
    // Explicit nothing is no name, and refused.
    this.name = props.name === undefined ? `${TerraformStack.of(this).node.id}-${id}`.toLowerCase() : props.name;
    checkServers(this, this.subject, props.servers);
    guard(
      this,
      "rules",
      enforce(
        this.subject,
        together(typeRules("ServiceMesh", props), () => serviceMeshRules<R>(props, this.name)),
      ),
    );
    this.servers = props.servers;
    this.partition = props.partition;
    this.clusterArn = props.cluster.arn;
    this.subnetIds = props.network.privateSubnetIds;
    props.network.guardIn?.(this);
    // A deployment that fails is only seen by those who wait for it; the circuit breaker then ends the wait.
    this.placement = { waitForSteadyState: true, ...givenProps(this.subject, props.placement ?? {}) };
    this.executeCommand = props.executeCommand ?? false;
    this.taskDefaults = givenProps(this.subject, props.taskDefaults ?? {});
    // Asked of the provider here: what is first named when the stack is written does not get into it.
    this.region = props.region ?? providerFacts(this).region;
    this.graph = new MeshGraph(props.servers.datacenter, props.partition);
    this.graph.addConfigEntries(...(props.moreConfigEntries ?? []));
    this.securityGroup = props.securityGroup ?? this.makeSecurityGroup();
    this.delivery = deliver(this, {
      mesh: this,
      props,
      after: this.after,
      entries: () => this.delivered(),
      rollCommand: () => this.rollCommand,
      rolled: () => this.rolled(),
    });
    this.ready = this.delivery.ready;
  }

  /**
   * A mesh that was made in another stack or repository. Services that are added to it join the same servers; their
   * configuration entries are delivered from here, and leave those of others alone. The controller is the other's.
   *
   * @param attributes `mesh.attributes` of the stack that made it, or the same from its outputs
   */
  static fromAttributes<R extends Release>(
    scope: Construct,
    id: string,
    attributes: ServiceMeshAttributes<R>,
    options: Omit<ServiceMeshOptions<R>, "controller" | "securityGroup"> = {},
  ): ServiceMesh<R> {
    enforce(
      `ServiceMesh "${id}"`,
      together(typeRules("ServiceMesh.fromAttributes", { attributes, options }, attributes?.release), () =>
        importRules(attributes, options),
      ),
    );
    const { securityGroupId, ...props } = attributes;
    const group = ImportedSecurityGroup.of(scope, `${id}-security-group`, securityGroupId);
    return new ServiceMesh<R>(scope, id, { ...options, ...props, controller: false, securityGroup: group });
  }

  /** What another stack must know to put services into this mesh: for `ServiceMesh.fromAttributes`. */
  get attributes(): ServiceMeshAttributes<R> {
    const { release, servers, props, securityGroup } = this;
    const { cluster, network } = props;
    return {
      release,
      servers: attributesOf(servers),
      cluster: { arn: cluster.arn, name: cluster.name },
      network: { vpcId: network.vpcId, privateSubnetIds: network.privateSubnetIds },
      securityGroupId: securityGroup.securityGroupId,
    };
  }

  /** Adds a service: a mesh task, and the ECS service that runs it. */
  addService(id: string, props: MeshServiceProps<R>): MeshService<R> {
    return this.makeService<R>(id, this, props);
  }

  /**
   * The same mesh for services that are still, or already, on another release line, while they move from one to the
   * other. Where the mesh runs a controller, that line gets one of its own beside it.
   *
   * @param release another release line than the mesh's
   */
  withRelease<L extends Release>(release: L, options: Omit<MeshReleaseProps<L>, "release"> = {}): MeshRelease<L> {
    // Before a part is called after it.
    releaseLine<L>(release);
    const id = `release-${release}`;
    this.refuseId(id);
    const line = new MeshRelease<L>(this, id, {
      mesh: this,
      props: { ...givenProps(this.subject, options), release },
      hasController: this.controller !== undefined,
      after: this.after,
      addService: (id, context, props) => this.makeService<L>(id, context, props),
    });
    if (this.securityGroup instanceof MeshSecurityGroup) this.securityGroup.connectTo(this.servers, release);
    this.releases.push(line);
    return line;
  }

  /** Adds a mesh, terminating or API gateway. Its entries are delivered before it starts. */
  addGateway(id: string, props: MeshGatewayProps<R>): GatewayTask<R> {
    this.refuseId(id);
    const gateway = makeGateway<R>(this, id, {
      mesh: this,
      props,
      after: this.ready,
      entries: () => this.configEntries(),
    });
    this.gateways.push(gateway);
    return gateway;
  }

  /** A service that is deployed elsewhere, to call it and to let it call. */
  importService(name: string, props: ImportedServiceProps = {}): ImportedService {
    return new ImportedService(name, props);
  }

  /** Tells Consul more than follows from the services. */
  addConfigEntries(...entries: readonly ConfigEntry[]): void {
    enforce(`ServiceMesh "${this.node.path}"`, configEntriesRules("entries", entries));
    this.graph.addConfigEntries(...entries);
  }

  /** What Consul has to be told: intentions, what services speak, and what was added. */
  configEntries(): ConfigEntry[] {
    return this.graph.configEntries();
  }

  private delivered(): ConfigEntry[] {
    const also = this.props.deliverAlso?.();
    return also ? mergeConfigEntries(this.configEntries(), also) : this.configEntries();
  }

  /** The controller, where the mesh runs one. */
  get controller(): EcsService | undefined {
    return this.delivery.controller;
  }

  /** The mesh gateway, where there is one: through it calls leave for other datacenters, and come from them. */
  get meshGateway(): GatewayTask | undefined {
    return this.gateways.find(({ kind }) => kind === "mesh-gateway");
  }

  /** A shell command that starts all tasks again in the right order, for servers that have lost their data. */
  get rollCommand(): string {
    const { props, region, delivery } = this;
    return rollCommand(props.cluster.name, region, this.rolled(delivery.controller ?? delivery.service));
  }

  logs(streamPrefix: string): LogConfiguration | undefined {
    return this.props.logs && awsLogs({ ...this.props.logs, streamPrefix });
  }

  /** What starts again after a loss; the controllers of other release lines in the mesh are part of it. */
  private rolled(first?: EcsService): RolledServices {
    const others = this.releases.flatMap(({ controller }) => controller ?? []);
    const names = (services: readonly EcsService[]) => services.flatMap(({ nameInput }) => nameInput ?? []);
    return {
      controllers: names(first ? [first, ...others] : others),
      gateways: names(this.gateways.map(({ service }) => service)),
      services: names(this.services),
    };
  }

  /** What must be there before anything that the mesh runs. */
  private get after(): ITerraformDependable[] {
    return inSameStack(this, [...(this.servers.ready ?? []), ...(this.props.dependsOn ?? [])]);
  }

  private makeService<L extends Release>(id: string, mesh: MeshContext<L>, props: MeshServiceProps<L>): MeshService<L> {
    this.refuseId(id);
    const service = new MeshService<L>(this, id, mesh, props);
    this.services.push(service.service);
    return service;
  }

  private get subject(): string {
    return `ServiceMesh "${this.node.path}"`;
  }

  /** What is made under an id that is taken would only fail in the construct library. */
  private refuseId(id: string): void {
    enforce(this.subject, [
      ...mandatory(text("Give the service or the gateway a name."))("id", id),
      {
        prop: "id",
        rule: "must be that of one service, gateway or part of the mesh only",
        got: id,
        fix: "Choose another one.",
        holds: typeof id !== "string" || this.node.tryFindChild(id) === undefined,
      },
    ]);
  }

  private makeSecurityGroup(): MeshSecurityGroup {
    const { release, name, servers, props } = this;
    const group = new MeshSecurityGroup(this, "security-group", {
      release,
      name,
      vpcId: props.network.vpcId,
    });
    group.connectTo(servers);
    return group;
  }
}

/** The seam without what only the stack that made the servers can wait for. */
function attributesOf(servers: ConsulServers): ConsulServers {
  const { datacenter, primaryDatacenter, hosts, retryJoin, httpAddress, tls, http, grpc, skipServerWatch, acls } =
    servers;
  const { bootstrapTokenSecretArn, gossipKeySecretArn, securityGroupId, cidrBlocks, secretsKmsKeyArn } = servers;
  // The mesh itself has judged them.
  return vouchFor({
    ...{ datacenter, primaryDatacenter, hosts, retryJoin, httpAddress, tls, http, grpc, skipServerWatch, acls },
    ...{ bootstrapTokenSecretArn, gossipKeySecretArn, securityGroupId, cidrBlocks, secretsKmsKeyArn },
    configEntriesTokenSecretArn: servers.configEntriesTokenSecretArn,
    generation: servers.generation,
  });
}
