import { UsageError } from "../../command";
import { setDesiredCount } from "../aws-client";
import type { ServiceSummary } from "../local-mesh";
import { askStatus } from "./control";
import { runningState } from "./left-over";
import type { RunFolder } from "./run-state";

/** How many tasks of which service: "client=3". */
export interface Scale {
  readonly service: string;
  readonly count: number;
}

/** @returns nothing for a text that says no such thing */
export function parseScale(text: string): Scale | undefined {
  const [, service, count] = /^([\w-]+)=(\d{1,4})$/.exec(text) ?? [];
  return service === undefined ? undefined : { service, count: Number(count) };
}

/**
 * The services that a name may mean: the one that has it, or else those of whose name it is a part, as "client" is of
 * "consul-ecs-example-client-app".
 */
export function servicesNamed<T extends Pick<ServiceSummary, "name">>(
  name: string,
  services: readonly T[],
): readonly T[] {
  const exact = services.filter((service) => service.name === name);
  if (exact.length > 0) return exact;
  const last = services.filter((service) => service.name.endsWith(`-${name}`));
  return last.length > 0 ? last : services.filter((service) => `-${service.name}-`.includes(`-${name}-`));
}

/**
 * Scales a service of the mesh that runs.
 *
 * @returns what was done
 * @throws UsageError when the name means no service, or several
 */
export async function scaleMesh(folder: RunFolder, { service: name, count }: Scale): Promise<string> {
  const state = await runningState(folder);
  const services = state ? (await askStatus(state))?.services : undefined;
  if (!state || !services)
    throw new UsageError(
      `Nothing of ${folder.environment} runs. npm run mesh:local -- ${folder.environment} starts it.`,
    );
  const [service, ...others] = servicesNamed(name, services);
  if (!service || others.length > 0) {
    const names = (service ? [service, ...others] : services).map((one) => one.name).join(", ");
    throw new UsageError(service ? `${name} may be ${names}.` : `There is no service ${name}. There are ${names}.`);
  }
  await setDesiredCount(state.env, service, count);
  return `${service.name} is to have ${count} ${count === 1 ? "task" : "tasks"}.`;
}
