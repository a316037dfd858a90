import {
  every,
  fields,
  flag,
  known,
  memoryRules,
  must,
  onlyKeys,
  shape,
  together,
  wholeNumber,
  type AllChecks,
  type Check,
  type ContainerDefinition,
} from "../../aws";

/** What a sidecar is there for, whatever its container is called on a line. */
export type SidecarRole =
  /** Registers the service and ends. */
  | "meshInit"
  /** consul-dataplane (0.10) or Envoy (0.6). */
  | "proxy"
  | "healthSync"
  /** Line 0.6 only. */
  | "clientAgent";

/** What a sidecar gets of the task's size. The HCL modules cannot say it. */
export interface SidecarResources {
  /** CPU units, 1024 to a vCPU. @default 0, a share of what is left */
  readonly cpu?: number;
  /** Hard limit in MiB, 6 or more: the container is killed when it needs more. @default none */
  readonly memory?: number;
  /** Soft limit in MiB, less than `memory`. @default none */
  readonly memoryReservation?: number;
}

/** What can be said of the sidecars, beyond the HCL modules. Everything is off by default, as there. */
export interface SidecarOptions<Role extends SidecarRole = SidecarRole> {
  /**
   * Stops the task when its proxy or its client agent stops. In the HCL modules they are not essential: a task whose
   * proxy ran out of memory stays, and can neither call nor be called. @default false
   */
  readonly sidecarsEssential?: boolean;
  /** CPU and memory per sidecar. @default none: they share what the task has */
  readonly sidecarResources?: { readonly [R in Role]?: SidecarResources };
  /**
   * Mounts the root file system read-only in those sidecars that write to volumes only: mesh-init (unless it sets up a
   * transparent proxy, for which iptables takes a lock in /run), health-sync, Envoy and the client agent.
   * consul-dataplane stays as it is: it writes Envoy's first configuration to /tmp. @default false
   */
  readonly sidecarsReadonlyRootFilesystem?: boolean;
  /**
   * Seconds that the sidecars that run on have between SIGTERM and SIGKILL, 2 to 120: they wait for the application to
   * stop, and must outlive it. @default ECS's own, 30
   */
  readonly sidecarStopTimeoutSeconds?: number;
}

/** A sidecar as the options want it. What is not asked for leaves the container as it is. */
export function tailored(
  container: ContainerDefinition,
  role: SidecarRole,
  options: SidecarOptions,
  can: { readonly readonlyRootFilesystem: boolean },
): ContainerDefinition {
  return {
    ...container,
    ...options.sidecarResources?.[role],
    ...(options.sidecarStopTimeoutSeconds !== undefined && role !== "meshInit"
      ? { stopTimeout: options.sidecarStopTimeoutSeconds }
      : {}),
    ...(options.sidecarsReadonlyRootFilesystem && can.readonlyRootFilesystem ? { readonlyRootFilesystem: true } : {}),
  };
}

/** For an option that the types of a line have only to exclude it. */
export function notHere(rule: string): Check {
  return must(
    rule,
    "Leave it out.",
    () => false,
    () => false,
  );
}

/** What is checked of the options about the sidecars, on a line that has these. */
export function sidecarChecks(roles: readonly SidecarRole[]): AllChecks<SidecarOptions> {
  const written = known("because it says which sidecars have limits", "Write it out; its numbers may be tokens.");
  return {
    sidecarsEssential: flag(),
    sidecarsReadonlyRootFilesystem: flag(),
    sidecarStopTimeoutSeconds: wholeNumber(
      2,
      120,
      "Leave it out for ECS's own, 30.",
      "must be a whole number of seconds from 2 to 120",
    ),
    sidecarResources: every(
      written,
      (prop, given) => onlyKeys(prop, given as object | undefined, roles),
      fields<NonNullable<SidecarOptions["sidecarResources"]>>(
        Object.fromEntries(roles.map((role) => [role, every(written, limits())])),
      ),
    ),
  };
}

function limits(): Check {
  const own = shape<SidecarResources>({
    cpu: atLeast(0, "CPU units"),
    memory: atLeast(6, "MiB"),
    memoryReservation: atLeast(6, "MiB"),
  });
  return (prop, given) => together(own(prop, given), () => memoryRules(prop, given ?? {}));
}

function atLeast(least: number, unit: string): Check {
  return wholeNumber(
    least,
    Infinity,
    "Leave it out for no limit.",
    `must be a whole number of ${unit}, ${least} or more`,
  );
}
