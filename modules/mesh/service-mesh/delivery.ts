import type { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { releaseLine, type Release } from "../../consul";
import type { ConfigEntry } from "../../consul/config-entries";
import { AclController } from "../controller";
import { ConfigEntriesDelivery, ConfigEntriesService, type ConfigEntriesDeliveryProps } from "../entries";
import { rolledWith, type MeshContext } from "../service";
import type { ServiceMeshProps } from "./props";

export interface DeliveryParts<R extends Release> {
  readonly mesh: Omit<MeshContext<R>, "ready">;
  readonly props: ServiceMeshProps<R>;
  /** What must be there first. */
  readonly after: readonly ITerraformDependable[];
  readonly entries: () => readonly ConfigEntry[];
  readonly rollCommand: () => string;
  /** Names of the ECS services that a loss concerns, gateways first. */
  readonly rolled: () => readonly (string | undefined)[];
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
  const { mesh, props } = parts;
  const { servers, name, release } = mesh;
  const hasController = props.controller ?? servers.acls ?? false;
  const delivers = (props.configEntries ?? "deliver") === "deliver";
  const common = {
    circuitBreaker: true,
    executeCommand: mesh.executeCommand,
    namedLogGroups: true,
    ...mesh.placement,
    clusterArn: mesh.clusterArn,
    subnetIds: mesh.subnetIds,
    securityGroupIds: [mesh.securityGroup.securityGroupId],
    namePrefix: name,
    dependsOn: parts.after,
  };
  if (hasController) {
    const entries = deliveryProps(parts, releaseLine<R>(release).controller.authMethods);
    const { service } = new AclController(scope, "controller", {
      ...common,
      release,
      servers,
      partition: props.partition,
      logConfiguration: mesh.logs("consul-controller"),
      sidecars: delivers ? [new ConfigEntriesDelivery(scope, "config-entries", entries)] : [],
      kmsKeyArns: servers.secretsKmsKeyArn === undefined ? undefined : [servers.secretsKmsKeyArn],
    });
    rollWith(service, servers.generation);
    return { controller: service, ready: [service] };
  }
  if (!delivers) return { ready: parts.after };
  const { service } = new ConfigEntriesService(scope, "config-entries", { ...common, ...deliveryProps(parts, []) });
  rollWith(service, servers.generation);
  return { service, ready: [service] };
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
    rollAfterLoss: props.rollAfterLoss
      ? { clusterArn: mesh.clusterArn, services: () => rolled().filter((name) => name !== undefined) }
      : undefined,
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
