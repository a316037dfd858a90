import type Docker from "dockerode";
import { statusOf } from "./connection";
import { RUN_LABEL, runFilter } from "./labels";

/** Takes away everything of a run, also of one that was killed: containers, then their network and volumes. */
export async function cleanUp(docker: Docker, runId: string): Promise<void> {
  const filters = runFilter(runId);
  // What was about to start when the run was ended may come late.
  for (let round = 0; round < ROUNDS; round++) {
    const containers = await docker.listContainers({ all: true, filters });
    if (containers.length === 0) break;
    await Promise.all(containers.map(({ Id }) => gone(docker.getContainer(Id).remove({ force: true, v: true }))));
  }
  const [networks, { Volumes: volumes }] = await Promise.all([
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  await Promise.all([
    ...networks.map(({ Id }) => gone(docker.getNetwork(Id).remove())),
    ...(volumes ?? []).map(({ Name }) => gone(docker.getVolume(Name).remove({ force: true }))),
  ]);
}

/** The ids of the runs of which anything is there. */
export async function runsLeft(docker: Docker): Promise<string[]> {
  const filters = runFilter();
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  const ids = [...containers, ...networks, ...(volumes ?? [])].map(({ Labels }) => Labels?.[RUN_LABEL]);
  return [...new Set(ids.filter((id) => id !== undefined))].sort();
}

/** Another may have removed it, or be about to (409). */
async function gone(removal: Promise<unknown>): Promise<void> {
  await removal.catch((error: unknown) => {
    const inRemoval = statusOf(error) === 409 && String(error).includes("already in progress");
    if (statusOf(error) !== 404 && !inRemoval) throw error;
  });
}

const ROUNDS = 10;
