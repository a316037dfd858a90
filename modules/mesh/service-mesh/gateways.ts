import { Aspects, dependable, type ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import {
  concatLists,
  waitables,
  each,
  enforce,
  givenProps,
  inSameStack,
  propRules,
  together,
  typeRules,
  warn,
} from "../../aws";
import { attachGrants, providerFacts, visibleGrants } from "../../aws/grants";
import { propsOfLineRules, releaseLine, versionFindings, type OptionsOf, type Release } from "../../consul";
import { entryName, type ConfigEntry } from "../../consul/config-entries";
import { withKeys } from "../common";
import { GatewayTask, gatewayPropNames, type CommonGatewayTaskProps, type GatewayExposure } from "../gateway";
import { attachmentsOf, autoJoin, rolledWith, type MeshContext } from "../service";

/** A gateway of the mesh: what the mesh knows need not be said again. */
export type MeshGatewayProps<R extends Release = Release> = {
  [L in R]: MeshGatewayOptions & OptionsOf<L, "gatewayTask"> & GatewayExposure;
}[R];

/** What both lines let a gateway of a mesh say. */
export interface MeshGatewayOptions extends Omit<
  CommonGatewayTaskProps<Release>,
  "release" | "servers" | "clusterArn" | "subnetIds" | "family" | "securityGroupIds"
> {
  /** Family of the task definition, and the name of the gateway. @default "<name of the mesh>-<id>" */
  readonly family?: string;
  /** Security groups of the gateway beside the mesh's. @default none */
  readonly securityGroupIds?: readonly string[];
}

export interface GatewayParts<R extends Release> {
  readonly mesh: MeshContext<R>;
  readonly props: MeshGatewayProps<R>;
  readonly after: readonly ITerraformDependable[];
  readonly entries: () => readonly ConfigEntry[];
}

/** A gateway whose entries are delivered before it starts: an API gateway is healthy only when its own is there. */
export function makeGateway<R extends Release>(scope: Construct, id: string, parts: GatewayParts<R>): GatewayTask<R> {
  const { mesh, after } = parts;
  const subject = `The gateway "${mesh.name}-${id}"`;
  const props = givenProps(subject, parts.props);
  enforce(
    subject,
    together(typeRules("ServiceMesh.addGateway", props, mesh.release), () => [
      ...propsOfLineRules(mesh.release, "gatewayTask", props, namesInMesh()),
      // These are put beside the mesh's own before the gateway judges the lot.
      ...propRules<MeshGatewayOptions>(props, { dependsOn: waitables(), securityGroupIds: each() }),
    ]),
  );
  const own: MeshGatewayOptions = props;
  const common: CommonGatewayTaskProps<R> = {
    ...mesh.placement,
    circuitBreaker: true,
    executeCommand: mesh.executeCommand,
    namedLogGroups: true,
    logConfiguration: mesh.logs(id),
    ...own,
    release: mesh.release,
    servers: mesh.servers,
    partition: own.partition ?? mesh.partition,
    family: own.family ?? `${mesh.name}-${id}`,
    clusterArn: mesh.clusterArn,
    subnetIds: mesh.subnetIds,
    securityGroupIds: concatLists([mesh.securityGroup.securityGroupId], own.securityGroupIds),
    dependsOn: inSameStack(scope, [...after, ...(own.dependsOn ?? [])]),
    kmsKeyArns: withKeys(own.kmsKeyArns, mesh.servers.secretsKmsKeyArn),
  };
  const exposure: GatewayExposure = props;
  const options: OptionsOf<R, "gatewayTask"> = { ...releaseLine<R>(mesh.release).gatewayTask.inMesh, ...props };
  const gateway = new GatewayTask<R>(scope, id, { ...exposure, ...options, ...common });
  // Once the gateway has judged its images.
  const line = releaseLine<R>(mesh.release);
  const images = line.meshTask.images({ ...mesh.taskDefaults, ...options });
  const found = versionFindings(mesh.release, {
    consul: mesh.servers.consulVersion,
    consulEcs: own.consulEcsImage ?? line.consulEcsImage,
    ...images,
  });
  enforce(subject, found.rules);
  grantAutoJoin<R>(gateway, mesh);
  const { forceNewDeployment, triggers } = rolledWith(mesh.servers.generation);
  if (triggers) Object.assign(gateway.service, { forceNewDeployment, triggers });
  for (const warning of found.warnings) warn(gateway, `The gateway "${gateway.node.path}": ${warning}`);
  warnWithoutEntry(gateway, options.kind, parts.entries);
  return gateway;
}

/** A client agent that looks for the servers by their tags asks AWS for them. */
function grantAutoJoin<R extends Release>(gateway: GatewayTask<R>, mesh: MeshContext<R>): void {
  const retryJoin = autoJoin(mesh);
  if (retryJoin === undefined) return;
  attachGrants(gateway, gateway, visibleGrants({ containers: [], retryJoin }, providerFacts(gateway)));
  const attachments = attachmentsOf(gateway.taskRole).map((each) => dependable(each));
  gateway.service.dependsOn = [...new Set([...(gateway.service.dependsOn ?? []), ...attachments])];
}

/** What of a gateway the mesh says. */
const SAID_BY_THE_MESH = ["release", "servers", "clusterArn", "subnetIds"];

function namesInMesh(): string[] {
  return gatewayPropNames().filter((name) => !SAID_BY_THE_MESH.includes(name));
}

/** A gateway other than a mesh gateway does what its entry says, and nothing without one. */
function warnWithoutEntry(gateway: GatewayTask, kind: string, entries: () => readonly ConfigEntry[]): void {
  if (kind === "mesh-gateway") return;
  let said = false;
  Aspects.of(gateway).add({
    visit: () => {
      if (said) return;
      said = true;
      const names = entries()
        .filter((entry) => entry.Kind === kind)
        .map(entryName);
      if (names.includes(gateway.serviceName)) return;
      warn(
        gateway,
        `The ${kind} "${gateway.node.path}" has no configuration entry: without it ${kind === "api-gateway" ? "the gateway never gets healthy, and ECS replaces it again and again" : "the gateway lets nothing through"}. Add { Kind: "${kind}", Name: "${gateway.serviceName}", ... } with mesh.addConfigEntries.`,
      );
    },
  });
}
