import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { dependable } from "cdktf";
import { Construct } from "constructs";
import { ANY_LAUNCH_TYPE, enforce, serviceConfig, serviceOptionRules, type ContainerDefinition } from "../../aws";
import {
  trafficRules,
  type AllowedSource,
  type Protocol,
  type Resolution,
  type Route,
  type Split,
  type Traffic,
} from "../../consul/config-entries";
import type { HttpLoadBalancer } from "../../aws/load-balancer";
import { MeshTask, type MeshTaskProps } from "../task";
import { autoscalingRules, ServiceAutoscaling } from "./autoscaling";
import { Connections } from "./connections";
import type { ConnectedService, ConnectOptions, Exposure, MeshServiceProps } from "./props";
import type { MeshMember, ServiceMesh } from "./service-mesh";

/** A service of the mesh: a mesh task, the ECS service that runs it, and the services that it calls. */
export class MeshService extends Construct implements MeshMember {
  /** Name in Consul's catalog. */
  readonly serviceName: string;
  readonly mesh: ServiceMesh;
  /** What it speaks; nothing when it was not said. */
  readonly protocol?: Protocol;
  /** Port on which the application listens. */
  readonly port?: number;
  readonly task: MeshTask;
  readonly service: EcsService;
  private readonly containers: readonly ContainerDefinition[];
  private readonly connections: Connections;
  private readonly sources: AllowedSource[] = [];
  private directed: Traffic = {};

  constructor(
    scope: Construct,
    id: string,
    private readonly props: MeshServiceProps,
  ) {
    super(scope, id);
    this.mesh = props.mesh;
    this.protocol = props.protocol;
    this.port = props.port;
    this.serviceName = props.serviceName ?? props.family.toLowerCase();
    this.refuse();
    this.mesh.add(this);
    this.connections = new Connections(this, props);
    this.containers = typeof props.containers === "function" ? props.containers(this) : props.containers;
    this.task = this.makeTask();
    this.connections.attach(this.task);
    this.service = this.makeService();
    if (props.autoscaling) this.makeAutoscaling(props.autoscaling);
  }

  /**
   * Connects the service to another one, and allows it to call it.
   *
   * @param destination a service of this project, or the name of one that is made elsewhere
   * @returns where the application calls it: the same address whatever else the service is connected to
   */
  connectTo(destination: MeshService | string, options: ConnectOptions = {}): ConnectedService {
    return this.connections.connect(destination, options);
  }

  /** Lets a service call that is made elsewhere, for example in a peer cluster. */
  allowFrom(source: AllowedSource): void {
    this.sources.push(source);
  }

  get allowedSources(): readonly AllowedSource[] {
    return this.sources;
  }

  /** Brings the service to callers outside the mesh. */
  exposeThrough({ loadBalancer, container, port }: Exposure): void {
    const target = { containerName: container ?? this.containers[0]?.name, containerPort: port ?? this.props.port };
    enforce(`MeshService "${this.node.path}"`, [
      {
        prop: "exposeThrough.container",
        rule: "must name a container of the service, and is required when there are several",
        got: container,
        fix: "Name the container that answers.",
        holds:
          container === undefined
            ? this.containers.length === 1
            : this.containers.some(({ name }) => name === container),
      },
      {
        prop: "exposeThrough.port",
        rule: "is required for a service without a port",
        got: target.containerPort,
        fix: "Give the port on which the container answers.",
        holds: !!target.containerPort,
      },
    ]);
    this.attachTo(loadBalancer, {
      containerName: target.containerName ?? "",
      containerPort: target.containerPort ?? 0,
    });
  }

  /** Shares the calls among subsets of the service, in percent: `split({ v1: 90, v2: 10 })`. */
  split(split: Split): void {
    this.direct({ split });
  }

  /** Sends requests that match elsewhere; the first route that matches wins. */
  route(...routes: Route[]): void {
    this.direct({ routes });
  }

  /** Says which instances are which subset, and who answers when there are none. */
  resolve(resolution: Resolution): void {
    this.direct({ resolution });
  }

  get traffic(): Traffic {
    return this.directed;
  }

  private direct(change: Traffic): void {
    const directed = { ...this.directed, ...change };
    enforce(`MeshService "${this.node.path}"`, trafficRules(directed, this.protocol ?? "tcp"));
    this.directed = directed;
  }

  private refuse(): void {
    const { props, mesh } = this;
    enforce(`MeshService "${this.node.path}"`, [
      ...serviceOptionRules(props, {
        defaultLaunchType: "FARGATE",
        compatibilities: props.compatibilities ?? ANY_LAUNCH_TYPE,
      }),
      ...autoscalingRules(props.autoscaling, props.desiredCount),
      {
        prop: "release",
        rule: "must be that of the mesh",
        got: props.release,
        fix: `Use '${mesh.props.release}'.`,
        holds: props.release === mesh.props.release,
      },
    ]);
  }

  private makeTask(): MeshTask {
    const props = {
      ...this.mesh.props.taskOptions,
      ...this.props,
      servers: this.mesh.props.servers,
      containers: this.containers,
      upstreams: this.connections.upstreams,
    };
    return new MeshTask(this, "task", props as MeshTaskProps);
  }

  private makeService(): EcsService {
    const { props } = this;
    const mesh = this.mesh.props;
    return new EcsService(this, "service", {
      ...serviceConfig({
        options: {
          circuitBreaker: true,
          waitForSteadyState: mesh.waitForSteadyState,
          ...props,
          dependsOn: [...(mesh.dependsOn ?? []), ...(props.dependsOn ?? [])],
        },
        defaultLaunchType: "FARGATE",
        name: props.family,
        clusterArn: mesh.clusterArn,
        taskDefinitionArn: this.task.taskDefinitionArn,
        desiredCount: props.autoscaling?.minTasks ?? props.desiredCount ?? 1,
        subnetIds: mesh.subnetIds,
        securityGroupIds: [mesh.securityGroup.securityGroupId],
        executeCommand: props.executeCommand ?? false,
      }),
      // The controller finds the tasks of the mesh by the tags of the task itself.
      propagateTags: "TASK_DEFINITION",
      // What autoscaling changes is not Terraform's to change back.
      lifecycle: props.autoscaling ? { ignoreChanges: ["desired_count"] } : undefined,
    });
  }

  private attachTo(
    loadBalancer: HttpLoadBalancer,
    target: { readonly containerName: string; readonly containerPort: number },
  ): void {
    const { listener, targetGroupArn, port } = loadBalancer;
    this.mesh.expose({ service: this.serviceName, port });
    this.service.putLoadBalancer([{ targetGroupArn, ...target }]);
    this.task.openPort(target.containerPort);
    this.service.dependsOn = [...(this.service.dependsOn ?? []), dependable(listener)];
    const { healthCheckGracePeriodSeconds: grace } = this.props;
    if (grace !== undefined) this.service.healthCheckGracePeriodSeconds = grace;
    this.mesh.props.securityGroup.allowFrom(loadBalancer, target.containerPort, `Load balancer of ${this.serviceName}`);
  }

  private makeAutoscaling(autoscaling: NonNullable<MeshServiceProps["autoscaling"]>): void {
    new ServiceAutoscaling(this, "autoscaling", {
      ...autoscaling,
      clusterArn: this.mesh.props.clusterArn,
      serviceName: this.service.name,
    });
  }
}
