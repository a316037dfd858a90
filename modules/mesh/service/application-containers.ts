import type { Construct } from "constructs";
import { enforce, warn, type ContainerDefinition, type PortMapping, type RoleAttributes } from "../../aws";
import { attachGrants, providerFacts, visibleGrants } from "../../aws/grants";
import type { ConsulServers } from "../../consul";
import { drained, undelayed } from "./draining";
import type { Exposures } from "./exposures";
import type { CommonMeshServiceProps, ContainersContext } from "./props";
import { stopTimeoutRules } from "./service-rules";

export interface ApplicationContainersProps extends Pick<
  CommonMeshServiceProps,
  "containers" | "drainSeconds" | "executionRole" | "grants" | "startBeforeSidecars" | "volumes"
> {
  readonly servers: ConsulServers;
  /** Where a client agent looks for the servers. @default the task has none */
  readonly retryJoin?: readonly string[];
  readonly exposures: Exposures;
  readonly roles: () => RolesOfTask;
  readonly context: () => ContainersContext;
}

interface RolesOfTask {
  readonly taskRole: RoleAttributes;
  readonly executionRole: RoleAttributes;
  readonly containers: readonly ContainerDefinition[];
  addPortMapping(container: string, mapping: PortMapping): void;
}

/**
 * The application's containers: given, or made by a function that is called when the stack is written, so that it may
 * connect to services that are only made after this one.
 */
export class ApplicationContainers {
  private settled?: readonly ContainerDefinition[];
  private readonly mapped = new Set<string>();
  private isFollowed = false;

  constructor(
    private readonly scope: Construct,
    private readonly subject: string,
    private readonly props: ApplicationContainersProps,
  ) {
    if (typeof props.containers !== "function") this.settled = this.accept(props.containers);
  }

  /** What the task is given: the containers, or where to ask for them. */
  get source(): readonly ContainerDefinition[] | (() => readonly ContainerDefinition[]) {
    return this.settled ?? (() => this.make());
  }

  /** Asks for the containers, once, and for what follows from them. Load balancers may still come after it. */
  settle(): readonly ContainerDefinition[] {
    const containers = this.make();
    this.mapPorts(containers);
    if (this.isFollowed) return containers;
    this.isFollowed = true;
    this.warnOfUndelayed(containers);
    if (this.props.grants ?? true) this.grant();
    return containers;
  }

  /** Refuses at once, where containers are given, a target that none of them answers. */
  refuseUnanswered(): void {
    if (typeof this.props.containers !== "function") this.props.exposures.answers(this.props.containers);
  }

  private make(): readonly ContainerDefinition[] {
    if (this.settled) return this.settled;
    const { containers, context } = this.props;
    return (this.settled = this.accept(typeof containers === "function" ? containers(context()) : containers));
  }

  private accept(containers: readonly ContainerDefinition[]): readonly ContainerDefinition[] {
    const { drainSeconds = 10 } = this.props;
    enforce(this.subject, stopTimeoutRules(containers, drainSeconds));
    return drained(containers, drainSeconds);
  }

  /** ECS refuses a target whose port the task definition does not map. */
  private mapPorts(containers: readonly ContainerDefinition[]): void {
    for (const { container, port } of this.props.exposures.answers(containers)) {
      const mapping = `${container}:${port}`;
      if (this.mapped.has(mapping)) continue;
      this.mapped.add(mapping);
      this.props.roles().addPortMapping(container, { containerPort: port, hostPort: port, protocol: "tcp" });
    }
  }

  private warnOfUndelayed(containers: readonly ContainerDefinition[]): void {
    const { startBeforeSidecars } = this.props;
    const waiting = containers.filter(
      ({ name, firelensConfiguration: router }) => !router && !startBeforeSidecars?.includes(name),
    );
    const names = this.props.drainSeconds === 0 ? [] : undelayed(waiting);
    if (names.length === 0) return;
    warn(
      this.scope,
      `${this.subject}: a deployment may cut off calls, because ${names.join(", ")} ${names.length > 1 ? "have" : "has"} neither command nor entryPoint, and what stops an application later must be told what to run. Give the command of the image, or drainSeconds: 0.`,
    );
  }

  private grant(): void {
    const { roles, servers, volumes, retryJoin, executionRole } = this.props;
    const task = roles();
    const key = servers.secretsKmsKeyArn;
    // A role that the task makes may read the secrets of the servers already, and so use the keys that were named.
    const own = executionRole === undefined;
    attachGrants(
      this.scope,
      task,
      visibleGrants(
        {
          containers: task.containers,
          volumes,
          retryJoin,
          kmsKeyArns: own || key === undefined ? undefined : [key],
          granted: own ? textsOf(servers, servers.tls) : undefined,
        },
        providerFacts(this.scope),
      ),
    );
  }
}

/** All texts, those among them that are ARNs of secrets. */
function textsOf(...all: readonly (object | undefined)[]): string[] {
  return all.flatMap((one) => Object.values(one ?? {}).filter((value): value is string => typeof value === "string"));
}
