import { ANY_LAUNCH_TYPE, type ContainerDefinition } from "../../aws";
import { releaseLine, type MeshVersions, type OptionsOf, type Release } from "../../consul";
import { withKeys } from "../common";
import type { MeshContext } from "./mesh-context";
import type { CommonMeshServiceProps } from "./props";

type Props<R extends Release> = CommonMeshServiceProps & OptionsOf<R, "meshTask">;

/** Whether the application calls a service by its name, and the proxy catches the call: transparent proxy with Consul DNS. */
export function callsByName<R extends Release>(mesh: MeshContext<R>, props: Props<R>): boolean {
  const { enabled, consulDns } = releaseLine<R>(mesh.release).meshTask.transparentProxy({
    options: props,
    compatibilities: props.compatibilities ?? mesh.placement.compatibilities ?? ANY_LAUNCH_TYPE,
  });
  return enabled && consulDns;
}

/** Which programs run in the task, beside the Consul of the servers: what must go together. */
export function versions<R extends Release>(mesh: MeshContext<R>, props: Props<R>): MeshVersions {
  const line = releaseLine<R>(mesh.release);
  return {
    consul: mesh.servers.consulVersion,
    consulEcs: props.consulEcsImage ?? line.consulEcsImage,
    ...line.meshTask.images({ ...mesh.taskDefaults, ...props }),
  };
}

/** Ports that the task uses, as far as they are known before the containers are asked for. */
export function usedPorts<R extends Release>(mesh: MeshContext<R>, props: Props<R>): number[] {
  const { port, publicListenerPort = 20000, containers } = props;
  const mapped = typeof containers === "function" ? [] : containers.flatMap(mappedPorts);
  return [
    ...releaseLine<R>(mesh.release).meshTask.reservedPorts,
    publicListenerPort,
    ...(port === undefined ? [] : [port]),
    ...mapped,
  ];
}

/** Where the client agent of a task looks for the servers, on a line that has one. */
export function autoJoin({ release, servers }: MeshContext): readonly string[] | undefined {
  return releaseLine(release).meshTask.sidecarNames.clientAgent === undefined ? undefined : servers.retryJoin;
}

/** Keys by which ECS decrypts what the task reads. A role that was brought is not changed. */
export function taskKeys<R extends Release>(mesh: MeshContext<R>, props: Props<R>): readonly string[] | undefined {
  const { servers, release } = mesh;
  const { kmsKeyArns, executionRole } = props;
  const readsTheirs = releaseLine<R>(release).meshTask.secretArns(servers).length > 0;
  if (servers.secretsKmsKeyArn === undefined || !readsTheirs || executionRole !== undefined) return kmsKeyArns;
  return withKeys(kmsKeyArns, servers.secretsKmsKeyArn);
}

/** Whether operators are let into the task. A role that was brought lets them in only when it is said. */
export function letsOperatorsIn(mesh: Pick<MeshContext, "executeCommand">, props: CommonMeshServiceProps): boolean {
  return props.executeCommand ?? (mesh.executeCommand && props.taskRole === undefined);
}

function mappedPorts({ portMappings = [] }: ContainerDefinition): number[] {
  return portMappings.map(({ containerPort }) => containerPort);
}
