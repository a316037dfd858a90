import type { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { releaseLine, type Release } from "../../consul";
import type { ConfigEntry } from "../../consul/config-entries";
import { AclController, type AclControllerProps } from "../controller";
import {
  ConfigEntriesDelivery,
  ConfigEntriesService,
  type ConfigEntriesDeliveryProps,
  type RolledServices,
} from "../entries";
import { rolledWith, type MeshContext } from "../service";
import type { ServiceMeshProps } from "./props";

export interface DeliveryParts<R extends Release> {
  readonly mesh: Omit<MeshContext<R>, "ready">;
  readonly props: ServiceMeshProps<R>;
  /** What must be there first. */
  readonly after: readonly ITerraformDependable[];
  readonly entries: () => readonly ConfigEntry[];
  readonly rollCommand: () => string;
  /** The ECS services that a loss concerns, beside the one that delivers. */
  readonly rolled: () => RolledServices;
}

/** What the mesh runs for itself. */
export interface Delivery {
  readonly controller?: EcsService;
  /** The service of the delivery, where there is no controller in whose task it stands. */
  readonly service?: EcsService;
  readonly ready: readonly ITerraformDependable[];
}

/**
 * The controller, where the mesh has one, with what delivers the configuration entries beside it in its task; without a
 * controller a service of its own delivers them.
 */
export function deliver<R extends Release>(scope: Construct, parts: DeliveryParts<R>): Delivery {
  const { mesh, props, after } = parts;
  const { servers, name, release } = mesh;
  const hasController = props.controller ?? servers.acls ?? false;
  const delivers = (props.configEntries ?? "deliver") === "deliver";
  if (hasController) {
    const entries = deliveryProps(parts, releaseLine<R>(release).controller.authMethods);
    const service = makeController(scope, mesh, {
      dependsOn: after,
      namePrefix: name,
      logConfiguration: mesh.logs("consul-controller"),
      sidecars: delivers ? [new ConfigEntriesDelivery(scope, "config-entries", entries)] : [],
    });
    return { controller: service, ready: [service] };
  }
  if (!delivers) return { ready: after };
  const { service } = new ConfigEntriesService(scope, "config-entries", {
    ...placedIn(mesh),
    dependsOn: after,
    namePrefix: name,
    ...deliveryProps(parts, []),
  });
  rollWith(service, servers.generation);
  return { service, ready: [service] };
}

/** A controller of the mesh: its own, or that of a second release line in it. */
export function makeController(
  scope: Construct,
  mesh: Omit<MeshContext, "ready">,
  own: Pick<AclControllerProps, "dependsOn" | "namePrefix" | "serviceName" | "logConfiguration" | "sidecars">,
): EcsService {
  const { release, servers, partition } = mesh;
  const { service } = new AclController(scope, "controller", {
    ...placedIn(mesh),
    release,
    servers,
    partition,
    ...own,
    kmsKeyArns: servers.secretsKmsKeyArn === undefined ? undefined : [servers.secretsKmsKeyArn],
  });
  rollWith(service, servers.generation);
  return service;
}

/** Where, and how, what the mesh runs for itself is run. */
function placedIn(mesh: Omit<MeshContext, "ready">) {
  return {
    circuitBreaker: true,
    executeCommand: mesh.executeCommand,
    namedLogGroups: true,
    ...mesh.placement,
    clusterArn: mesh.clusterArn,
    subnetIds: mesh.subnetIds,
    securityGroupIds: [mesh.securityGroup.securityGroupId],
  };
}

function deliveryProps<R extends Release>(
  { mesh, props, entries, rollCommand, rolled }: DeliveryParts<R>,
  authMethods: readonly string[],
): ConfigEntriesDeliveryProps {
  return {
    release: mesh.release,
    servers: mesh.servers,
    owner: mesh.name,
    formerOwners: props.formerNames,
    entries,
    takeOver: props.takeOver,
    partition: props.partition,
    authMethods,
    rollCommand,
    rollAfterLoss: props.rollAfterLoss ? { clusterArn: mesh.clusterArn, services: rolled } : undefined,
    logConfiguration: mesh.logs("config-entries"),
  };
}

/** The controller writes its auth methods when it starts: after servers that lost their data it starts again. */
function rollWith(service: EcsService, generation: string | undefined): void {
  const { forceNewDeployment, triggers } = rolledWith(generation);
  if (triggers === undefined) return;
  service.forceNewDeployment = forceNewDeployment ?? true;
  service.triggers = triggers;
}
