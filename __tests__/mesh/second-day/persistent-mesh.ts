import { TerraformOutput, type TerraformStack } from "cdktf";
import { ServerCluster, ServiceMesh, type Release } from "../../../modules";
import type { BroughtAuthority } from "../helpers/certificates";
import { Ground } from "../helpers/ground";
import type { MeshRun } from "../helpers/mesh-run";
import { addShortChain } from "./chain";

export interface PersistentMeshProps {
  readonly release: Release;
  readonly serverCount: 1 | 3;
  /** Of each server's task: another one replaces all of them. */
  readonly serverMemory: 512 | 1024;
  readonly rollAfterLoss: boolean;
}

/** Where a server has its data, a directory of the file system. */
const DATA = "/opt/consul";

/** The families of the servers, and the secret with their token. */
export function persistentServers(name: string, count: number) {
  const cluster = `${name}-consul`;
  return {
    families: Array.from({ length: count }, (_, index) => `${cluster}-${index + 1}`),
    tokenSecret: `${cluster}-bootstrap-token`,
  };
}

/** A mesh whose servers keep their data, with TLS and ACLs, and a chain of services in it. */
export function addPersistentMesh(
  stack: TerraformStack,
  authority: BroughtAuthority,
  name: string,
  { release, serverCount, serverMemory, rollAfterLoss }: PersistentMeshProps,
): void {
  const ground = new Ground(stack, name, authority);
  const servers = new ServerCluster<Release>(stack, "servers", {
    ...ground.serverPlace,
    release,
    serverCount,
    name: `${name}-consul`,
    acls: true,
    tls: authority,
    cpu: 256,
    memory: serverMemory,
    logConfiguration: ground.logs("consul-server"),
  });
  const mesh = new ServiceMesh(stack, "mesh", {
    ...ground.meshPlace,
    name,
    release,
    servers,
    rollAfterLoss,
  });
  addShortChain(stack, { ground, mesh });
  new TerraformOutput(stack, "roll_command", { value: mesh.rollCommand });
}

/** Takes a server's data away, and the server with it. */
export async function loseServer(run: MeshRun, family: string): Promise<void> {
  const task = run.task(family);
  // Nothing that the server writes at its end is kept either: its files are open, and have no name any more.
  await run.shell(family, "consul-server", `rm -rf ${DATA}/* ${DATA}/.[!.]*`);
  await run.stopTask(task);
}
