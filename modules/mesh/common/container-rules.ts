import { isKnown, judge, type ContainerDefinition, type Rule } from "../../aws";

/** What the containers' rules need to know beside the containers. */
export interface ContainerSurroundings {
  /** Names of the sidecars of the line. */
  readonly sidecarNames: readonly string[];
  readonly sidecarsEssential: boolean;
}

/** Every rule about the application's containers but for those about ports and volumes. */
export function containerRules(containers: readonly ContainerDefinition[], around: ContainerSurroundings): Rule[] {
  return [
    {
      prop: "containers",
      rule: "must have at least one container, the application's",
      fix: "Give the container that is to join the mesh.",
      holds: containers.length > 0,
    },
    {
      prop: "containers",
      rule: "must have an essential container: AWS takes no task without one, and those of the mesh are not",
      got: containers.map(({ essential }) => essential),
      fix: "Give the application's container essential: true.",
      holds:
        containers.length === 0 ||
        around.sidecarsEssential ||
        containers.some(({ essential }) => (essential ?? undefined) !== false),
    },
    ...containers.flatMap((container, index) => [
      ...nameRules(`containers[${index}].name`, container.name, containers.slice(0, index), around),
      imageRule(`containers[${index}].image`, container.image),
      ...dependencyRules(`containers[${index}]`, container, containers, around),
    ]),
  ];
}

function nameRules(
  prop: string,
  name: string,
  before: readonly ContainerDefinition[],
  { sidecarNames }: ContainerSurroundings,
): Rule[] {
  return [
    {
      prop,
      rule: "must have 1 to 255 letters, digits, hyphens and underscores",
      got: name,
      fix: "Choose another name.",
      // Whoever does not use the compiler may give null.
      holds: !!name && judge(name, (value) => /^[\w-]{1,255}$/.test(value)),
    },
    {
      prop,
      rule: "must not be the name of a sidecar",
      got: name,
      fix: `Choose a name that is not one of ${sidecarNames.join(", ")}.`,
      holds: !sidecarNames.includes(name),
    },
    {
      prop,
      rule: "is the name of another container too",
      got: name,
      fix: "Give each container a name of its own.",
      holds: before.every((other) => other.name !== name),
    },
  ];
}

function imageRule(prop: string, image: string): Rule {
  return {
    prop,
    rule: "is required",
    got: image,
    fix: "Give the image that the container runs, such as 'registry/app:1.2.3'.",
    holds: !!image,
  };
}

function dependencyRules(
  prop: string,
  { name, dependsOn }: ContainerDefinition,
  containers: readonly ContainerDefinition[],
  { sidecarNames }: ContainerSurroundings,
): Rule[] {
  const names = containers.map((container) => container.name);
  // Somebody else may have the name that a token stands for.
  const others = isKnown(names) ? [...names.filter((other) => other !== name), ...sidecarNames] : undefined;
  return (dependsOn ?? []).map(({ containerName }, index) => ({
    prop: `${prop}.dependsOn[${index}].containerName`,
    rule: "must be the name of another container of the task",
    got: containerName,
    fix: `Use one of ${(others ?? []).join(", ")}, or remove it.`,
    holds: others === undefined || judge(containerName, (value) => others.includes(value)),
  }));
}

/** Whose health check `httpHealthCheck` is. */
export function httpHealthCheckRules(
  check: { readonly container?: string } | undefined,
  containers: readonly ContainerDefinition[],
): Rule[] {
  if (check === undefined) return [];
  const named = check.container;
  const checked = named === undefined ? containers : containers.filter(({ name }) => name === named);
  return [
    {
      prop: "httpHealthCheck.container",
      rule: "must name one of the containers, and is required when there are several",
      got: named,
      fix: "Name the container whose health is that of the service.",
      holds: checked.length === 1,
    },
    {
      prop: "httpHealthCheck",
      rule: "cannot be given for a container that has a healthCheck already",
      got: check,
      fix: "Give one of the two.",
      holds: checked.every(({ healthCheck }) => !healthCheck),
    },
  ];
}
