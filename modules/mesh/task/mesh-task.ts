import { Fn } from "cdktf";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { Construct } from "constructs";
import {
  ANY_LAUNCH_TYPE,
  enforce,
  isKnown,
  lifecycleWith,
  taskDefinitionConfig,
  taskOptionRules,
  terraformJson,
  type ContainerDefinition,
  type RoleAttributes,
} from "../../aws";
import { releaseLine, type MeshTaskInput, type Release, type Releases, type Upstream } from "../../consul";
import { healthCheckedContainers, joinMesh, withHealthCheck } from "./containers";
import type { CommonMeshTaskProps, MeshTaskProps } from "./props";
import { executionRole, taskRole, type MeshRoles } from "../common/roles";
import { lineRules, meshTaskRules } from "./rules";
import { taskRoleTags, taskTags } from "../common/tags";
import { meshVolumes } from "../../aws/volumes";

/** A task definition whose application is part of the service mesh. HCL: the module mesh-task. */
export class MeshTask extends Construct {
  /** Name of the service in Consul's catalog, which upstreams and intentions use. */
  readonly serviceName: string;
  readonly family: string;
  /** ARN of the newest revision. */
  readonly taskDefinitionArn: string;
  readonly taskRole: RoleAttributes;
  readonly executionRole: RoleAttributes;
  readonly taskDefinition: EcsTaskDefinition;
  private props: MeshTaskProps;

  constructor(scope: Construct, id: string, props: MeshTaskProps) {
    super(scope, id);
    this.props = props;
    const planned = plan(this.subject, props);
    const { input, sidecars, preconditions, iamRolePath } = planned;
    const identity = { ...input, moduleVersion: releaseLine(props.release).moduleVersion };

    this.serviceName = input.serviceName;
    this.family = props.family;
    const roles: MeshRoles = {
      props,
      module: "mesh-task",
      path: iamRolePath,
      tags: taskRoleTags(identity),
      secretArns: sidecars.secretArns,
    };
    this.taskRole = props.taskRole ?? taskRole(this, roles);
    this.executionRole = props.executionRole ?? executionRole(this, roles);
    this.taskDefinition = new EcsTaskDefinition(
      this,
      "task",
      taskDefinitionConfig({
        options: props,
        family: props.family,
        ...size(props),
        taskRoleArn: this.taskRole.arn,
        executionRoleArn: this.executionRole.arn,
        containers: allContainers(planned, props),
        volumes: meshVolumes(props.volumes),
        tags: taskTags(identity, props.tags),
        preconditions,
      }),
    );
    this.taskDefinitionArn = this.taskDefinition.arn;
  }

  /** Adds a service that the application calls. What is refused at once is refused here too. */
  addUpstream(upstream: Upstream): void {
    this.change({ ...this.props, upstreams: [...(this.props.upstreams ?? []), upstream] });
  }

  /** Adds variables to the environment of one of the application's containers. */
  addEnvironment(container: string, variables: Readonly<Record<string, string>>): void {
    enforce(this.subject, [
      {
        prop: "addEnvironment",
        rule: "must name one of the application's containers",
        got: container,
        fix: "Correct the name.",
        holds: this.props.containers.some(({ name }) => name === container),
      },
    ]);
    const added = Object.entries(variables).map(([name, value]) => ({ name, value }));
    const containers = this.props.containers.map((definition) =>
      definition.name === container
        ? { ...definition, environment: [...(definition.environment ?? []), ...added] }
        : definition,
    );
    this.change({ ...this.props, containers });
  }

  /** Leaves a port of the application to callers from outside the mesh, such as a load balancer, which speak no mTLS. */
  openPort(port: number): void {
    const props = withOpenPort(this.props, port);
    if (props !== this.props) this.change(props);
  }

  private get subject(): string {
    return `MeshTask "${this.node.path}"`;
  }

  private change(props: MeshTaskProps): void {
    const planned = plan(this.subject, props);
    this.props = props;
    this.taskDefinition.containerDefinitions = terraformJson(allContainers(planned, props));
    this.taskDefinition.lifecycle = lifecycleWith(planned.preconditions);
  }
}

/** The application's containers first, as in the HCL modules. */
function allContainers(
  { containers, sidecars }: Pick<ReturnType<typeof plan>, "containers" | "sidecars">,
  { applicationShutdownDelaySeconds = 0 }: MeshTaskProps,
): ContainerDefinition[] {
  return [...joinMesh(containers, sidecars, applicationShutdownDelaySeconds), ...sidecars.containers];
}

function withOpenPort<R extends Release>(props: MeshTaskProps<R>, port: number): MeshTaskProps {
  const common: CommonMeshTaskProps<R> & Releases[R]["meshTask"] = props;
  const { compatibilities = ANY_LAUNCH_TYPE } = common;
  // The options of a task are its props, as the line sees them.
  const options = releaseLine<R>(common.release).meshTask.withOpenPort({ compatibilities, options: common }, port);
  return options as unknown as MeshTaskProps;
}

/** Fills in the defaults, refuses what cannot work, and lets the release line make its sidecars. */
function plan<R extends Release>(subject: string, props: MeshTaskProps<R>) {
  const common: CommonMeshTaskProps<R> & Releases[R]["meshTask"] = props;
  const line = releaseLine(common.release);
  const check = common.httpHealthCheck;
  const health = check ? line.meshTask.httpHealthCheck(check) : {};
  const containers = withHealthCheck(common.containers, check?.container, health.healthCheck);
  const iamRolePath = common.iamRolePath ?? "/consul-ecs/";
  const input: MeshTaskInput<R> = {
    servers: common.servers,
    serviceName: common.serviceName || lowerCase(common.family),
    port: common.port ?? 0,
    serviceTags: common.serviceTags ?? [],
    serviceMeta: common.serviceMeta ?? {},
    namespace: common.namespace ?? "",
    partition: common.partition ?? "",
    publicListenerPort: common.publicListenerPort ?? 20000,
    serviceTokenAuthMethodName: common.serviceTokenAuthMethodName ?? "iam-ecs-service-token",
    healthCheckedContainers: healthCheckedContainers(containers, common.syncHealthOfAllContainers),
    consulCheck: health.consulCheck,
    consulEcsImage: common.consulEcsImage ?? line.consulEcsImage,
    compatibilities: common.compatibilities ?? ANY_LAUNCH_TYPE,
    logConfiguration: common.logConfiguration,
    options: common,
  };
  const preconditions = enforce(subject, [
    ...taskOptionRules(common, size(common)),
    ...meshTaskRules(common),
    ...lineRules(common, input, iamRolePath, size(common)),
  ]);
  return { input, containers, sidecars: line.meshTask.sidecars(input), preconditions, iamRolePath };
}

/** The task's size with its defaults. */
function size({ cpu = 256, memory = 512 }: { readonly cpu?: number; readonly memory?: number }) {
  return { cpu, memory };
}

/** A token's letters are only known to Terraform. */
function lowerCase(text: string): string {
  return isKnown(text) ? text.toLowerCase() : Fn.lower(text);
}
