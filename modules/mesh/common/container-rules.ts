import {
  distinct,
  each,
  every,
  fields,
  isAmong,
  mandatory,
  noneOf,
  notEmpty,
  pattern,
  required,
  verdict,
  type Check,
  type ContainerDefinition,
  type ContainerDependency,
  type Rule,
} from "../../aws";

/** What the containers' rules need to know beside the containers. */
export interface ContainerSurroundings {
  /** Names of the sidecars of the line. */
  readonly sidecarNames: readonly string[];
  readonly sidecarsEssential: boolean;
}

/** Every rule about the application's containers but for those about ports and volumes. */
export function containerRules(containers: readonly ContainerDefinition[], around: ContainerSurroundings): Rule[] {
  const another = "Choose another name.";
  return every(
    notEmpty("must have at least one container, the application's", "Give the container that is to join the mesh."),
    () => essentialRules(containers, around.sidecarsEssential),
    each(
      fields<ContainerDefinition>({
        name: [
          mandatory(pattern(/^[\w-]{1,255}$/, "must have 1 to 255 letters, digits, hyphens and underscores", another)),
          noneOf(
            around.sidecarNames,
            "must not be the name of a sidecar",
            `Choose a name that is not one of ${around.sidecarNames.join(", ")}.`,
          ),
        ],
        image: required("Give the image that the container runs, such as 'registry/app:1.2.3'."),
      }),
    ),
    distinct<ContainerDefinition>(
      ({ name }) => name,
      ".name",
      "is the name of another container too",
      "Give each container a name of its own.",
    ),
    each((prop, container) =>
      dependencyRules(container as ContainerDefinition, containers, around.sidecarNames)(prop, container),
    ),
  )("containers", containers);
}

function essentialRules(containers: readonly ContainerDefinition[], sidecarsEssential: boolean): Rule[] {
  const essentials = containers.map(({ essential }) => essential ?? undefined);
  return [
    {
      prop: "containers",
      rule: "must have an essential container: AWS takes no task without one, and those of the mesh are not",
      got: containers.map(({ essential }) => essential),
      fix: "Give the application's container essential: true.",
      holds: sidecarsEssential || containers.length === 0 || essentials.some((essential) => essential !== false),
    },
  ];
}

function dependencyRules(
  { name }: ContainerDefinition,
  containers: readonly ContainerDefinition[],
  sidecarNames: readonly string[],
): Check {
  const others = [...containers.map((other) => other.name).filter((other) => other !== name), ...sidecarNames];
  return fields<ContainerDefinition>({
    dependsOn: each(
      fields<ContainerDependency>({
        containerName: (prop, given) =>
          verdict(
            prop,
            given,
            "must be the name of another container of the task",
            `Use one of ${others.join(", ")}, or remove it.`,
            isAmong(given, others),
          ),
      }),
    ),
  });
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
