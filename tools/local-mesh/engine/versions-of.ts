import type { Containers } from "./containers";
import { programsOf, programsOfInstances, versionRow, type Program, type VersionRow } from "./versions";

/** Images, by what is run in them. */
export interface AskedImages {
  /** Containers of tasks. */
  readonly tasks: readonly string[];
  /** EC2 instances. */
  readonly instances?: readonly string[];
}

/**
 * Asks the programs of images for their versions: what is in an image need not be what its tag says, and a figure is
 * one of the program. Of a program that cannot tell, the row says so.
 */
export async function versionsOf(
  containers: Containers,
  { tasks, instances = [] }: AskedImages,
): Promise<VersionRow[]> {
  const asked = [
    ...[...new Set(tasks)].sort().map((image) => ({ image, programs: programsOf(image) })),
    ...instances.map((image) => ({ image, programs: programsOfInstances() })),
  ];
  const rows = asked.map(async ({ image, programs }) => {
    if (programs.length === 0) return [versionRow(image, undefined, undefined)];
    return Promise.all(
      programs.map(async (program) => versionRow(image, program, await ask(containers, image, program))),
    );
  });
  return (await Promise.all(rows)).flat();
}

async function ask(
  containers: Containers,
  image: string,
  { command: [program = "", ...args] }: Program,
): Promise<string | undefined> {
  const options = { Image: image, Entrypoint: [program], Cmd: args, HostConfig: { NetworkMode: "none" } };
  // An image without the program does not start.
  return containers.run(options).then(
    ({ output }) => output,
    () => undefined,
  );
}
