import { CONTROL_PATH } from "../front";
import type { MeshStatus } from "../status";
import type { RunState } from "./run-state";

type Process = Pick<RunState, "endpoint">;

/** Asks the process that holds a mesh how it is. @returns nothing when there is no such process any more */
export async function askStatus(holder: Process): Promise<MeshStatus | undefined> {
  const answer = await order(holder, "GET", "status");
  return answer?.ok ? ((await answer.json()) as MeshStatus) : undefined;
}

/** Has the process that holds a mesh take it away. */
export async function askToStop(holder: Process): Promise<void> {
  await order(holder, "POST", "stop");
}

function order({ endpoint }: Process, method: string, path: string): Promise<Response | undefined> {
  return fetch(`${endpoint}${CONTROL_PATH}/${path}`, { method }).catch(() => undefined);
}
