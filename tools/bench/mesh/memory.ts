import Docker from "dockerode";
import type { RunningTask } from "../../local-mesh";
import type { ContainerMemory } from "./figures";

const MIB = 1024 * 1024;

/** What each container of tasks takes, as `docker stats` shows it: without the cache of files that can be dropped. */
export async function measureMemory(tasks: readonly RunningTask[]): Promise<ContainerMemory[]> {
  const docker = new Docker();
  const rows = tasks.flatMap((task) => {
    const { request, containers } = task.view();
    return containers
      .filter(({ status }) => status === "RUNNING")
      .map(async ({ name, dockerId = "" }) => {
        const { memory_stats: memory } = await docker.getContainer(dockerId).stats({ stream: false });
        return {
          task: request.definition.family ?? "",
          container: name,
          mib: residentBytes(memory) / MIB,
        };
      });
  });
  return Promise.all(rows);
}

/** The engine tells of cgroups of either version. */
export function residentBytes(memory: {
  readonly usage: number;
  readonly stats?: { readonly inactive_file?: number; readonly total_inactive_file?: number };
}): number {
  return memory.usage - (memory.stats?.total_inactive_file ?? memory.stats?.inactive_file ?? 0);
}
