import type { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { Aspects } from "cdktf";
import { Construct } from "constructs";
import {
  enforce,
  givenProps,
  LateTaskDefinition,
  taskDefinitionAttributes,
  type ContainerDefinition,
  type PortMapping,
  type RoleAttributes,
  type SettledTask,
  warn,
} from "../../aws";
import { checkServers, releaseLine, type Release, type Releases } from "../../consul";
import { executionRole, type MeshRoles, meshVolumes, taskRole, taskRoleTags, taskTags } from "../common";
import { joinMesh } from "./containers";
import type { Additions } from "./additions";
import { earlyRules, identityOf, judgeProps, type JudgedProps, planTask, secrecyRules, subjectOf } from "./plan";
import { taskSize } from "./prop-rules";
import type { MeshTaskProps } from "./props";
import { DEFAULT_IAM_PATH } from "./rules";
import { warnOfUntagged } from "./untagged-services";

/**
 * A task definition whose application is part of the service mesh. HCL: the module mesh-task. An `EcsService` of your own
 * that runs it says `propagateTags: "TASK_DEFINITION"`: the controller knows the tasks of the mesh by their tags, and
 * takes the tokens of others away. The synth warns of one in the same stack that does not.
 */
export class MeshTask<R extends Release = Release> extends Construct {
  /** Name of the service in Consul's catalog, which upstreams and intentions use. */
  readonly serviceName: string;
  readonly family: string;
  /** ARN of the newest revision. */
  readonly taskDefinitionArn: string;
  readonly taskRole: RoleAttributes;
  readonly executionRole: RoleAttributes;
  readonly taskDefinition: EcsTaskDefinition;
  private readonly props: MeshTaskProps<R>;
  private readonly added: Additions<Releases[R]> = { upstreams: [], openPorts: [], environment: [], portMappings: [] };
  private readonly judged: JudgedProps;
  private settled?: SettledTask;
  private application: readonly ContainerDefinition[] = [];
  private advice?: string;
  private hasAdvised = false;

  constructor(scope: Construct, id: string, given: MeshTaskProps<R>) {
    super(scope, id);
    const props = givenProps(subjectOf(this), given);
    this.props = props;
    this.judged = judgeProps<R>(props);
    const line = releaseLine<R>(props.release);
    checkServers(this, subjectOf(this), props.servers);
    // What is known from the start is refused at once, where the mistake is.
    if (typeof props.containers === "function") enforce(subjectOf(this), earlyRules<R>(props, this.judged, this.added));
    else this.settle();
    const identity = identityOf<R>(props);
    this.serviceName = identity.serviceName;
    this.family = props.family;
    const roles: MeshRoles = {
      props,
      module: "mesh-task",
      path: props.iamRolePath ?? DEFAULT_IAM_PATH,
      tags: taskRoleTags(identity),
      secretArns: line.meshTask.secretArns(props.servers),
      logs: () => this.containers.map(({ logConfiguration }) => logConfiguration),
    };
    this.taskRole = props.taskRole ?? taskRole(this, roles);
    this.executionRole = props.executionRole ?? executionRole(this, roles);
    this.taskDefinition = new LateTaskDefinition(
      this,
      "task",
      taskDefinitionAttributes({
        options: props,
        family: props.family,
        ...taskSize(props),
        taskRoleArn: this.taskRole.arn,
        executionRoleArn: this.executionRole.arn,
        volumes: meshVolumes(props.volumes),
        tags: taskTags(identity, props.tags),
      }),
      () => this.settleForGood(),
    );
    this.taskDefinitionArn = this.taskDefinition.arn;
    if (props.servers.acls) warnOfUntagged(this.taskDefinition);
    Aspects.of(this).add({ visit: (node) => void (node === this && this.advise()) });
  }

  /** The containers, with the sidecars' after the application's: as they are now, for until the stack is written they may grow. */
  get containers(): readonly ContainerDefinition[] {
    return this.settle().containers;
  }

  /** Adds a service that the application calls. */
  addUpstream(upstream: Releases[R]["upstream"]): void {
    this.change(() => this.added.upstreams.push(upstream));
  }

  /** Adds variables to the environment of one of the application's containers. */
  addEnvironment(container: string, variables: Readonly<Record<string, string>>): void {
    this.change(() => this.added.environment.push({ container, variables }));
  }

  /** Maps a port of one of the application's containers, unless the container maps it already. */
  addPortMapping(container: string, mapping: PortMapping): void {
    this.change(() => this.added.portMappings.push({ container, mapping }));
  }

  /** Leaves a port of the application to callers from outside the mesh, such as a load balancer, which speak no mTLS. */
  openPort(port: number): void {
    this.change(() => this.added.openPorts.push(port));
  }

  /** What is added to known containers is refused at once. A function is only asked when the stack is written. */
  private change(add: () => void): void {
    add();
    this.settled = undefined;
    if (typeof this.props.containers !== "function") this.settle();
  }

  private settle(): SettledTask {
    return (this.settled ??= this.render());
  }

  /** A lazy value may only now be what it is in the end. */
  private settleForGood(): SettledTask {
    const settled = this.settle();
    enforce(subjectOf(this), secrecyRules(this, this.props, this.application));
    return settled;
  }

  /** Before the stack is written: what is said later is not printed. The containers may still change until then. */
  private advise(): void {
    if (this.hasAdvised) return;
    this.hasAdvised = true;
    if (!this.settled) this.render();
    if (this.advice !== undefined) warn(this, `${subjectOf(this)}: ${this.advice}`);
  }

  /** The application's containers first, as in the HCL modules. */
  private render(): SettledTask {
    const { containers, sidecars, preconditions, advice } = planTask<R>(this, this.props, this.judged, this.added);
    this.application = containers;
    this.advice = advice;
    return { containers: [...joinMesh(containers, sidecars, this.props), ...sidecars.containers], preconditions };
  }
}
