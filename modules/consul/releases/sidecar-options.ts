import { Op } from "cdktf";
import {
  isKnown,
  onlyKeys,
  shape,
  wholeNumber,
  type Check,
  type ContainerDefinition,
  type Rule,
  type Truth,
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

/** The rules for `sidecarResources` on a line that has these sidecars. */
export function sidecarResourceRules(options: SidecarOptions, roles: readonly SidecarRole[]): Rule[] {
  const resources = options.sidecarResources;
  return [
    ...onlyKeys("sidecarResources", resources, roles),
    ...wholeNumber(
      2,
      120,
      "Leave it out for ECS's own, 30.",
      "must be a whole number of seconds from 2 to 120",
    )("sidecarStopTimeoutSeconds", options.sidecarStopTimeoutSeconds),
    ...roles.flatMap((role) => limitRules(`sidecarResources.${role}`, resources?.[role])),
  ];
}

function limitRules(prop: string, limits: SidecarResources | undefined): Rule[] {
  const { memory, memoryReservation } = limits ?? {};
  return [
    ...shape<SidecarResources>({
      cpu: atLeast(0, "CPU units"),
      memory: atLeast(6, "MiB"),
      memoryReservation: atLeast(6, "MiB"),
    })(prop, limits),
    {
      prop: `${prop}.memoryReservation`,
      rule: "must be less than memory, which is the hard limit",
      got: memoryReservation,
      fix: "Lower it, or raise memory.",
      holds: isLess(memoryReservation, memory),
    },
  ];
}

function isLess(soft: number | undefined, hard: number | undefined): Truth {
  if (soft === undefined || hard === undefined) return true;
  return isKnown([soft, hard]) ? soft < hard : Op.lt(soft, hard);
}

function atLeast(least: number, unit: string): Check {
  return wholeNumber(
    least,
    Infinity,
    "Leave it out for no limit.",
    `must be a whole number of ${unit}, ${least} or more`,
  );
}
