import {
  ANY_LAUNCH_TYPE,
  anotherContainer,
  containerFields,
  dependencyRules,
  every,
  distinct,
  itemsOf,
  known,
  listOf,
  mandatory,
  memoryRules,
  noneOf,
  pattern,
  portClashRules,
  portNumber,
  routerRules,
  shape,
  text,
  together,
  variableRules,
  wholeNumber,
  type Check,
  type Compatibility,
  type ContainerDefinition,
  type Rule,
} from "../../aws";
import type { HttpHealthCheck } from "../../consul";

/** What the containers' rules need to know beside the containers. */
export interface ContainerSurroundings {
  /** Names of the sidecars of the line. */
  readonly sidecarNames: readonly string[];
  readonly sidecarsEssential: boolean;
  /** The sidecar that has a health check. @default none is known to have one */
  readonly proxyName?: string;
  /** @default those of a task that does not say them */
  readonly compatibilities?: readonly Compatibility[];
}

/** Every rule about the application's containers but for those about the sidecars' ports and about volumes. */
export function containerRules(containers: readonly ContainerDefinition[], around: ContainerSurroundings): Rule[] {
  return together(containerFieldRules(containers, around), () => containersTogether(containers, around));
}

/** What is asked of the containers together. */
export function containersTogether(containers: readonly ContainerDefinition[], around: ContainerSurroundings): Rule[] {
  return [
    ...essentialRules(containers, around.sidecarsEssential),
    ...distinct<ContainerDefinition>(
      ({ name }) => name,
      ".name",
      "is the name of another container too",
      "Give each container a name of its own.",
    )("containers", containers),
    ...containers.flatMap((container, index) => [
      ...memoryRules(`containers[${index}]`, container),
      ...variableRules(`containers[${index}]`, container),
      ...volumesFromRules(`containers[${index}]`, container, containers, around),
    ]),
    ...portClashRules(containers),
    ...dependencyRules(containers, sidecarsToWaitFor(around)),
    ...routerRules(containers),
  ];
}

/** What each container says by itself. */
export function containerFieldRules(
  containers: readonly ContainerDefinition[],
  around: Pick<ContainerSurroundings, "sidecarNames" | "compatibilities">,
): Rule[] {
  const { sidecarNames, compatibilities = ANY_LAUNCH_TYPE } = around;
  const notOfSidecar = noneOf(
    sidecarNames,
    "must not be the name of a sidecar",
    `Choose a name that is not one of ${sidecarNames.join(", ")}.`,
  );
  const container = containerFields(compatibilities);
  const checks = every(
    known("because the sidecars are added to it", "Write the list out; what the containers say may be tokens."),
    listOf(
      {
        from: 1,
        rule: "must have at least one container, the application's",
        fix: "Give the container that is to join the mesh.",
      },
      known("because the sidecars depend on it", "Write the container out; what it says may be tokens."),
      container,
      (prop, given) => notOfSidecar(`${prop}.name`, (given as Partial<ContainerDefinition> | null)?.name),
    ),
  );
  return mandatory(checks)("containers", containers);
}

function essentialRules(containers: readonly ContainerDefinition[], sidecarsEssential: boolean): Rule[] {
  const essentials = containers.map(({ essential }) => essential);
  return [
    {
      prop: "containers",
      rule: "must have an essential container: AWS takes no task without one, and those of the mesh are not",
      got: essentials,
      fix: "Give the application's container essential: true.",
      holds: sidecarsEssential || containers.length === 0 || essentials.some((essential) => essential !== false),
    },
  ];
}

function sidecarsToWaitFor({ sidecarNames, sidecarsEssential, proxyName }: ContainerSurroundings) {
  const proxy = proxyName === undefined ? [] : [proxyName];
  return { names: sidecarNames, healthChecked: proxy, essential: sidecarsEssential ? proxy : [] };
}

function volumesFromRules(
  prop: string,
  { name, volumesFrom }: ContainerDefinition,
  containers: readonly ContainerDefinition[],
  { sidecarNames }: ContainerSurroundings,
): Rule[] {
  const others = [...containers.map((other) => other.name).filter((other) => other !== name), ...sidecarNames];
  return itemsOf(volumesFrom).flatMap(({ sourceContainer }, index) =>
    anotherContainer(others)(`${prop}.volumesFrom[${index}].sourceContainer`, sourceContainer),
  );
}

/** Whose health check `httpHealthCheck` is, and what it asks. */
export function httpHealthCheckRules(
  check: (HttpHealthCheck & { readonly container?: string }) | undefined,
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

/** The fields of `httpHealthCheck`. */
export function httpHealthCheckFields(): Check {
  return every(
    known("because it decides what is made", "Write it out; its numbers may be tokens."),
    shape<HttpHealthCheck & { readonly container?: string }>({
      port: mandatory(portNumber("Give the port on which the application answers.")),
      path: mandatory(pattern(/^\/\S*$/, "must begin with '/' and have no spaces", "Write it like '/health'.")),
      interval: wholeNumber(5, 300),
      timeout: wholeNumber(2, 60),
      retries: wholeNumber(1, 10),
      container: [known("because the check goes into that container", "Write the name out."), text()],
    }),
  );
}
