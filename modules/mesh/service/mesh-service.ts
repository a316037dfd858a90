import type { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { Aspects } from "cdktf";
import { Construct } from "constructs";
import {
  enforce,
  fields,
  givenProps,
  mandatory,
  required,
  warn,
  type PolicyStatement,
  type Precondition,
  type RoleAttributes,
  type SettledService,
  together,
  typeRules,
} from "../../aws";
import type { ServiceTarget } from "../../aws/load-balancer";
import { releaseLine, versionFindings, type OptionsOf, type Release } from "../../consul";
import {
  allowedSource,
  directedRules,
  trafficRules,
  type AllowedSource,
  type Protocol,
  type Resolution,
  type Route,
  type Split,
  type Traffic,
} from "../../consul/config-entries";
import type { MeshMember, ServiceIdentity } from "../graph";
import { drainTimes } from "../common";
import { MeshTask, meshTaskProps, type CommonMeshTaskProps } from "../task";
import { ApplicationContainers } from "./application-containers";
import { Connections } from "./connections";
import { drainProps } from "./draining";
import { makeEcsService } from "./ecs-service";
import { Exposures, loadBalancers } from "./exposures";
import { allowMore, attachmentsOf } from "./grants";
import { ImportedService } from "./imported-service";
import type { MeshContext } from "./mesh-context";
import type { MeshDestination } from "./mesh-destination";
import type {
  CommonMeshServiceProps,
  ConnectedService,
  ConnectOptions,
  ExposeOptions,
  MeshServiceProps,
} from "./props";
import { meshServiceRules } from "./service-rules";
import { autoJoin, callsByName, letsOperatorsIn, taskKeys, usedPorts, versions } from "./task-facts";

/** A service of the mesh: a mesh task, the ECS service that runs it, and the services that it calls. */
export class MeshService<R extends Release = Release> extends Construct implements MeshMember, MeshDestination {
  /** Name in Consul's catalog: the family in lower case, unless `serviceName` said another. */
  readonly serviceName: string;
  readonly identity: ServiceIdentity;
  readonly partition?: string;
  readonly namespace?: string;
  /** What it speaks; nothing when it was not said. */
  readonly protocol?: Protocol;
  /** Port on which the application listens. */
  readonly port?: number;
  readonly task: MeshTask<R>;
  readonly service: EcsService;
  private readonly props: CommonMeshServiceProps & OptionsOf<R, "meshTask">;
  private readonly connections: Connections;
  private readonly exposures: Exposures;
  private readonly containers: ApplicationContainers;
  private readonly sources: AllowedSource[] = [];
  private directed: Traffic = {};
  /** What only Terraform can judge of the callers, and of how calls are directed. */
  private readonly ofSources: Precondition[] = [];
  private ofTraffic: readonly Precondition[] = [];

  constructor(
    scope: Construct,
    id: string,
    readonly mesh: MeshContext<R>,
    given: MeshServiceProps<R>,
  ) {
    super(scope, id);
    enforce(this.subject, mandatory(fields<MeshContext<R>>({ graph: mandatory(fields({})) }))("mesh", mesh));
    this.props = inPartition(givenProps(this.subject, given), mesh.partition);
    this.partition = this.props.partition;
    this.namespace = this.props.namespace;
    this.protocol = this.props.protocol;
    this.port = this.props.port;
    const own = enforce(
      this.subject,
      together(typeRules("ServiceMesh.addService", this.props, mesh.release), () => meshServiceRules(this.props, mesh)),
    );
    this.exposures = new Exposures(this.subject, this.port);
    this.containers = this.makeContainers();
    this.task = this.makeTask();
    // Once the task has judged its images.
    const found = versionFindings(mesh.release, versions<R>(mesh, this.props));
    const preconditions = [...own, ...enforce(this.subject, found.rules)];
    for (const warning of found.warnings) warn(this, `${this.subject}: ${warning}`);
    this.serviceName = this.task.serviceName;
    this.identity = { service: this.serviceName, partition: this.partition, namespace: this.namespace };
    this.connections = this.makeConnections();
    mesh.graph.add(this);
    this.service = makeEcsService(this, {
      mesh,
      props: this.props,
      task: this.task,
      preconditions,
      settle: () => this.settleService(),
    });
    // A test that writes the stack without preparing it comes by here first.
    Aspects.of(this).add({ visit: (node) => void (node === this && this.settle()) });
  }

  get taskRole(): RoleAttributes {
    return this.task.taskRole;
  }

  get executionRole(): RoleAttributes {
    return this.task.executionRole;
  }

  /**
   * Connects the service to another one, and allows it to call it. Once more with the same options changes nothing.
   *
   * @param destination a service, or the name of one that is deployed elsewhere
   * @returns where the application calls it: the same address whatever else the service is connected to
   */
  connectTo(destination: MeshDestination | string, options: ConnectOptions = {}): ConnectedService {
    return this.connections.connect(destination, options);
  }

  /** Lets a service call that is deployed elsewhere: in another stack, or in a peer cluster. */
  allowFrom(source: AllowedSource | ImportedService): void {
    const isImported = source instanceof ImportedService;
    const caller = isImported ? source.source : source;
    this.ofSources.push(
      ...enforce(
        this.subject,
        together(typeRules("MeshService.allowFrom", caller), () => allowedSource()("source", caller)),
      ),
      ...(isImported ? source.preconditions : []),
    );
    this.sources.push(caller);
  }

  get allowedSources(): readonly AllowedSource[] {
    return this.sources;
  }

  /** Brings the service to callers outside the mesh: through a load balancer, or any target group. */
  exposeThrough(target: ServiceTarget, options: ExposeOptions = {}): void {
    const port = this.exposures.add(target, options);
    this.containers.refuseUnanswered();
    this.task.openPort(port);
    target.drain?.(drainTimes(this.props.drainSeconds).deregistrationDelaySeconds);
    this.mesh.graph.expose({ ...this.identity, port: target.entrancePort });
    this.mesh.securityGroup.allowFrom(target, port, `Load balancer of ${this.node.id}`);
  }

  /** Allows the application something. Refused for a role that was brought. */
  addToTaskRolePolicy(statement: PolicyStatement): void {
    allowMore(this.subject, "taskRole", this.taskRole, statement);
  }

  /** Allows ECS something that it needs to start the tasks. Refused for a role that was brought. */
  addToExecutionRolePolicy(statement: PolicyStatement): void {
    allowMore(this.subject, "executionRole", this.executionRole, statement);
  }

  /** Shares the calls among subsets of the service, in percent: `split({ v1: 90, v2: 10 })`. */
  split(split: Split): void {
    this.direct("split", split);
  }

  /** Sends requests that match elsewhere; the first route that matches wins. */
  route(...routes: Route[]): void {
    this.direct("routes", routes);
  }

  /** Says which instances are which subset, and who answers when there are none. */
  resolve(resolution: Resolution): void {
    this.direct("resolution", resolution);
  }

  get traffic(): Traffic {
    return this.directed;
  }

  /** Asks for the containers, and with them for the connections that they make. */
  settle(): void {
    enforce(this.subject, directedRules(this.directed, this.serviceName));
    this.containers.settle();
  }

  private get subject(): string {
    return `MeshService "${this.node.path}"`;
  }

  private direct<K extends keyof Traffic>(name: K, given: Traffic[K]): void {
    enforce(this.subject, required("Say how the calls are directed.")(name, given));
    const directed: Traffic = { ...this.directed, [name]: given };
    this.ofTraffic = enforce(this.subject, trafficRules(directed, this.protocol ?? "tcp"));
    this.directed = directed;
  }

  private makeContainers(): ApplicationContainers {
    const { props, mesh } = this;
    return new ApplicationContainers(this, this.subject, {
      ...props,
      servers: mesh.servers,
      retryJoin: autoJoin(mesh),
      exposures: this.exposures,
      roles: () => this.task,
      context: () => ({
        serviceName: this.serviceName,
        connectTo: (destination, options) => this.connectTo(destination, options),
        logs: (streamPrefix) => mesh.logs(streamPrefix),
      }),
    });
  }

  private makeTask(): MeshTask<R> {
    const { props, mesh, containers } = this;
    const common: CommonMeshServiceProps = props;
    const { sidecarStopTimeoutSeconds, ...shutdown } = drainProps(props.drainSeconds);
    const task: CommonMeshTaskProps<R> = {
      ...mesh.placement,
      ...shutdown,
      logRouterFirst: true,
      logConfiguration: mesh.logs(this.node.id),
      namedLogGroups: true,
      ...common,
      executeCommand: letsOperatorsIn(mesh, props) || undefined,
      release: mesh.release,
      servers: mesh.servers,
      family: props.family ?? `${mesh.name}-${this.node.id}`,
      containers: containers.source,
      kmsKeyArns: taskKeys<R>(mesh, props),
    };
    const { inMesh } = releaseLine<R>(mesh.release).meshTask;
    const options: OptionsOf<R, "meshTask"> = { ...inMesh, sidecarStopTimeoutSeconds, ...mesh.taskDefaults, ...props };
    return new MeshTask<R>(this, "task", meshTaskProps<R>({ ...options, ...task }));
  }

  private makeConnections(): Connections {
    const { mesh, props, task } = this;
    return new Connections({
      path: this.node.path,
      identity: this.identity,
      graph: mesh.graph,
      callsByName: callsByName<R>(mesh, props),
      usedPorts: usedPorts<R>(mesh, props),
      addUpstream: (upstream) => task.addUpstream(upstream),
    });
  }

  private settleService(): SettledService {
    const answers = this.exposures.answers(this.containers.settle());
    return {
      loadBalancer: loadBalancers(answers),
      healthCheckGracePeriodSeconds: answers.length > 0 ? this.props.healthCheckGracePeriodSeconds : undefined,
      dependsOn: [
        ...this.mesh.ready,
        ...(this.props.dependsOn ?? []),
        ...this.exposures.dependsOn,
        ...attachmentsOf(this.taskRole, this.executionRole),
      ],
      preconditions: [
        ...this.connections.preconditions,
        ...this.exposures.preconditions,
        ...this.ofSources,
        ...this.ofTraffic,
      ],
    };
  }
}

/** A service is in the partition of its mesh unless it says another one; to Consul that goes with a namespace. */
function inPartition<P extends CommonMeshServiceProps>(props: P, partition: string | undefined): P {
  if (partition === undefined || props.partition !== undefined) return props;
  return { namespace: "default", ...props, partition };
}
