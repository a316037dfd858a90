import type { LoadBalancerSummary, LocalMesh, ServiceSummary } from "./local-mesh";
import type { Address, RunningTask } from "./parts";

/** What a run tells other processes of its mesh. */
export interface MeshStatus {
  readonly logs: string;
  readonly services: readonly ServiceSummary[];
  readonly loadBalancers: readonly LoadBalancerSummary[];
  readonly tasks: readonly TaskSummary[];
  readonly instances: readonly InstanceSummary[];
}

/** An EC2 instance that runs. */
export interface InstanceSummary {
  readonly id: string;
  readonly name: string;
  /** By which the engine knows it. */
  readonly container: string;
}

export interface TaskSummary {
  readonly arn: string;
  readonly cluster: string;
  readonly family: string;
  readonly status: string;
  readonly health: string;
  /** Those that run. */
  readonly containers: readonly string[];
  /** Of its Envoy, where it has one. */
  readonly envoyAdmin?: Address;
}

/** Where an Envoy of the mesh answers about itself: Consul's own default, which the constructs leave as it is. */
const ENVOY_ADMIN_PORT = 19000;

export function statusOf(
  mesh: Pick<LocalMesh, "logs" | "services" | "loadBalancers" | "tasks" | "instances">,
): MeshStatus {
  return {
    logs: mesh.logs,
    services: mesh.services(),
    loadBalancers: mesh.loadBalancers(),
    tasks: mesh
      .tasks()
      .filter((task) => task.view().status !== "STOPPED")
      .map(summary),
    instances: mesh.instances().map(({ id, name, container }) => ({ id, name, container })),
  };
}

function summary(task: RunningTask): TaskSummary {
  const { request, status, health, containers } = task.view();
  return {
    arn: request.arn,
    cluster: lastPart(request.clusterArn),
    family: request.definition.family ?? "",
    status,
    health,
    containers: containers.flatMap((container) => (container.status === "RUNNING" ? [container.name] : [])),
    envoyAdmin: containers.some(({ name }) => PROXIES.has(name)) ? task.reach(ENVOY_ADMIN_PORT) : undefined,
  };
}

/** Containers with an Envoy in them, on either line. */
const PROXIES = new Set(["consul-dataplane", "sidecar-proxy"]);

/** The name in an ARN. */
export function lastPart(arn: string): string {
  return arn.split("/").at(-1) ?? arn;
}
