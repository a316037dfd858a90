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
  "containers" | "drainSeconds" | "grants" | "volumes"
> {
  readonly servers: ConsulServers;
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
  private isSettling = false;

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

  /** Asks for the containers, once, and for what follows from them. */
  settle(): readonly ContainerDefinition[] {
    const containers = this.make();
    if (this.isSettling) return containers;
    this.isSettling = true;
    this.mapPorts(containers);
    this.warnOfUndelayed(containers);
    if (this.props.grants ?? true) this.grant();
    return containers;
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
      this.props.roles().addPortMapping(container, { containerPort: port, hostPort: port, protocol: "tcp" });
    }
  }

  private warnOfUndelayed(containers: readonly ContainerDefinition[]): void {
    const names = this.props.drainSeconds === 0 ? [] : undelayed(containers);
    if (names.length === 0) return;
    warn(
      this.scope,
      `${this.subject}: a deployment may cut off calls, because ${names.join(", ")} ${names.length > 1 ? "have" : "has"} neither command nor entryPoint, and what stops an application later must be told what to run. Give the command of the image, or drainSeconds: 0.`,
    );
  }

  private grant(): void {
    const { roles, servers, volumes } = this.props;
    const task = roles();
    const granted = Object.values(servers).filter((value): value is string => typeof value === "string");
    const tls = Object.values(servers.tls ?? {}).filter((value): value is string => typeof value === "string");
    attachGrants(
      this.scope,
      task,
      visibleGrants(
        {
          containers: task.containers,
          volumes,
          retryJoin: servers.retryJoin,
          // The secrets of the servers are granted by the task itself, and so are the keys that were named.
          granted: [...granted, ...tls],
        },
        providerFacts(this.scope),
      ),
    );
  }
}
