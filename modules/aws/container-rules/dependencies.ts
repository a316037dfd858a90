import type { ContainerDefinition, ContainerDependency } from "../container-definition";
import {
  each,
  every,
  isAmong,
  itemsOf,
  known,
  mandatory,
  oneOf,
  shape,
  text,
  verdict,
  type Check,
  type Rule,
} from "../rules";

/** What others of the task can be waited for, beside the containers that are given. */
export interface OtherContainers {
  readonly names: readonly string[];
  /** Of them those that have a health check. */
  readonly healthChecked: readonly string[];
  /** Of them those with which the task ends. */
  readonly essential: readonly string[];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html */
export function dependsOn(): Check {
  return every(
    known("because the order of the containers depends on it", "Write the list out."),
    each(
      shape<ContainerDependency>({
        containerName: mandatory(text()),
        condition: mandatory(oneOf(["START", "COMPLETE", "SUCCESS", "HEALTHY"])),
      }),
    ),
  );
}

/** Who is waited for is there, can come to what is waited for, and does not wait in turn. */
export function dependencyRules(containers: readonly ContainerDefinition[], others: OtherContainers): Rule[] {
  return [
    ...containers.flatMap((container, index) =>
      itemsOf(container.dependsOn).flatMap((dependency, at) =>
        rulesOf(`containers[${index}].dependsOn[${at}]`, dependency, container.name, containers, others),
      ),
    ),
    ...circleRules(containers),
  ];
}

function rulesOf(
  prop: string,
  { containerName, condition }: ContainerDependency,
  own: string,
  containers: readonly ContainerDefinition[],
  others: OtherContainers,
): Rule[] {
  const names = [...containers.map(({ name }) => name).filter((name) => name !== own), ...others.names];
  const awaited = containers.find(({ name }) => name === containerName);
  const isHealthChecked = awaited ? !!awaited.healthCheck : others.healthChecked.includes(containerName);
  const isEssential = awaited ? (awaited.essential ?? true) !== false : others.essential.includes(containerName);
  const isThere = awaited !== undefined || others.names.includes(containerName);
  return [
    ...anotherContainer(names)(`${prop}.containerName`, containerName),
    {
      prop: `${prop}.condition`,
      rule: "needs a container with a health check",
      got: condition,
      fix: `Give ${containerName} a healthCheck, or wait for 'START'.`,
      holds: condition !== "HEALTHY" || !isThere || isHealthChecked,
    },
    {
      prop: `${prop}.condition`,
      rule: "is not possible for an essential container, whose end is that of the task",
      got: condition,
      fix: `Give ${containerName} essential: false, or wait for 'START' or 'HEALTHY'.`,
      holds: (condition !== "COMPLETE" && condition !== "SUCCESS") || !isThere || !isEssential,
    },
  ];
}

/** A container of the task, of which these are the names of the others. */
export function anotherContainer(names: readonly string[]): Check {
  return (prop, name) =>
    verdict(
      prop,
      name,
      "must be the name of another container of the task",
      `Use one of ${names.join(", ")}, or remove it.`,
      isAmong(name, names),
    );
}

/** A circle is told once, at the first of its containers. */
function circleRules(containers: readonly ContainerDefinition[]): Rule[] {
  const waitsFor = new Map(
    containers.map(({ name, dependsOn }) => [name, itemsOf(dependsOn).map(({ containerName }) => containerName)]),
  );
  const told = new Set<string>();
  return containers.flatMap(({ name }, index) => {
    const circle = told.has(name) ? undefined : circleFrom(name, waitsFor);
    if (circle === undefined) return [];
    for (const member of circle) told.add(member);
    return [
      {
        prop: `containers[${index}].dependsOn`,
        rule: `is a circle: ${[...circle, name].join(" waits for ")}`,
        fix: "Remove one of the dependencies.",
        holds: false,
      },
    ];
  });
}

/** The way from a container back to itself, over others. One that waits for itself is told as a wrong name. */
function circleFrom(start: string, waitsFor: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const seen = new Set<string>();
  const search = (path: string[]): string[] | undefined => {
    for (const next of waitsFor.get(path.at(-1) ?? start) ?? []) {
      if (next === start && path.length > 1) return path;
      if (next === start || seen.has(next)) continue;
      seen.add(next);
      const found = search([...path, next]);
      if (found) return found;
    }
    return undefined;
  };
  return search([start]);
}
