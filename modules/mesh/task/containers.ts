import {
  concatLists,
  enforce,
  isKnown,
  isRouter,
  itemsOf,
  type ContainerDefinition,
  type HealthCheck,
  type PortMapping,
} from "../../aws";
import { appEntryPoint, DATA_MOUNT, type LineOptions, type Sidecars } from "../../consul";
import type { Additions } from "./additions";

/** How the application's containers start and stop in the mesh. */
export interface JoinOptions {
  readonly applicationShutdownDelaySeconds?: number;
  readonly wrapsOwnEntryPoint?: boolean;
  readonly startBeforeSidecars?: readonly string[];
  readonly logRouterFirst?: boolean;
}

/**
 * The application's containers as they join the mesh: they wait for the proxy, and are stopped with a delay if wanted.
 * What the caller gave is not changed.
 */
export function joinMesh(
  containers: readonly ContainerDefinition[],
  sidecars: Pick<Sidecars, "appDependsOn">,
  options: JoinOptions,
): ContainerDefinition[] {
  const { applicationShutdownDelaySeconds: delay = 0, wrapsOwnEntryPoint = false } = options;
  return containers.map((container) => {
    if (startsEarly(container, options)) return container;
    return {
      ...container,
      dependsOn: [...(container.dependsOn ?? []), ...sidecars.appDependsOn],
      entryPoint: entryPoint(container, delay, wrapsOwnEntryPoint),
      mountPoints: [...(container.mountPoints ?? []), ...(hasDelay(delay) ? [DATA_MOUNT] : [])],
    };
  });
}

/** Whether a container does not wait for the sidecars. */
export function startsEarly(
  container: ContainerDefinition,
  { startBeforeSidecars = [], logRouterFirst = false }: JoinOptions,
): boolean {
  return (logRouterFirst && isRouter(container)) || startBeforeSidecars.includes(container.name);
}

/** A delay that only Terraform knows is one: its rule says that it is not 0. */
export function hasDelay(seconds: number): boolean {
  return !isKnown(seconds) || seconds > 0;
}

/**
 * As in the HCL modules, a container's own entry point stands and goes without the delay, unless the wrapper is to come
 * before it. An explicit null opts out of the delay. Without any program of its own there is nothing to wrap.
 */
function entryPoint(
  { entryPoint: own, command }: ContainerDefinition,
  delay: number,
  wraps: boolean,
): readonly string[] | undefined {
  if (!hasDelay(delay) || own === null) return own ?? undefined;
  if (!wraps) return own ?? appEntryPoint(delay);
  return own || command ? concatLists(appEntryPoint(delay), own) : undefined;
}

/** The containers, with what was added to them after they were given. */
export function withAdditions(
  subject: string,
  containers: readonly ContainerDefinition[],
  { environment, portMappings }: Pick<Additions<LineOptions>, "environment" | "portMappings">,
): readonly ContainerDefinition[] {
  if (environment.length === 0 && portMappings.length === 0) return containers;
  enforce(subject, [
    ...[...environment, ...portMappings].map(({ container }) => ({
      prop: "addEnvironment, addPortMapping",
      rule: "must name one of the application's containers",
      got: container,
      fix: "Correct the name.",
      holds: containers.some(({ name }) => name === container),
    })),
    ...environment.map(({ container }) => ({
      prop: "addEnvironment",
      rule: "cannot add to an environment that only Terraform knows",
      got: container,
      fix: "Write the environment out; its values may be tokens.",
      holds: isWrittenOut(containers.find(({ name }) => name === container)?.environment),
    })),
  ]);
  return containers.map((definition) => {
    const variables = environment.filter(({ container }) => container === definition.name);
    const mappings = portMappings.filter(({ container }) => container === definition.name);
    if (variables.length === 0 && mappings.length === 0) return definition;
    return {
      ...definition,
      ...(variables.length > 0
        ? { environment: [...itemsOf(definition.environment), ...variables.flatMap(toPairs)] }
        : {}),
      ...(mappings.length > 0 ? { portMappings: mapped(definition, mappings) } : {}),
    };
  });
}

function isWrittenOut(list: ContainerDefinition["environment"]): boolean {
  return list === undefined || list === null || itemsOf(list) === list;
}

function toPairs({ variables }: { readonly variables: Readonly<Record<string, string>> }) {
  return Object.entries(variables).map(([name, value]) => ({ name, value }));
}

function mapped(
  { portMappings: own }: ContainerDefinition,
  added: Additions<LineOptions>["portMappings"],
): NonNullable<ContainerDefinition["portMappings"]> {
  const all = [...itemsOf(own)];
  for (const { mapping } of added) {
    if (!all.some((other) => isSameListener(other, mapping))) all.push(mapping);
  }
  return all;
}

function isSameListener(one: PortMapping, other: PortMapping): boolean {
  return one.containerPort === other.containerPort && (one.protocol ?? "tcp") === (other.protocol ?? "tcp");
}

/** Gives the container its health check; without a name it is the only one's. */
export function withHealthCheck(
  containers: readonly ContainerDefinition[],
  name: string | undefined,
  healthCheck: HealthCheck | undefined,
): readonly ContainerDefinition[] {
  if (!healthCheck) return containers;
  return containers.map((container) =>
    name === undefined || container.name === name
      ? { ...container, essential: container.essential ?? true, healthCheck }
      : container,
  );
}

/**
 * Names of the containers whose ECS health check is carried over into Consul.
 *
 * As in the HCL modules, only a container that says whether it is essential counts, either way: one that leaves
 * `essential` to AWS's default does not, unless all are wanted.
 */
export function healthCheckedContainers(containers: readonly ContainerDefinition[], all = false): string[] {
  return containers
    .filter(
      ({ essential, healthCheck }) =>
        (all || essential !== undefined) && healthCheck !== undefined && healthCheck !== null,
    )
    .map(({ name }) => name);
}
