import type { Construct } from "constructs";
import { persistenceOf, ServerStorage, type DataDirectory } from "../storage";
import type { ServerTaskProps } from "./props";
import { SNAPSHOT_DIRECTORY, snapshotsOf, type SnapshotSchedule } from "./snapshots";

/** The file system of servers that keep their data. */
export function keptData(
  scope: Construct,
  props: Pick<ServerTaskProps, "persistence" | "subnetIds" | "vpcId">,
  servers: { readonly name: string; readonly securityGroupId: string },
): ServerStorage | undefined {
  const persistence = persistenceOf(props.persistence);
  if (!persistence) return undefined;
  return new ServerStorage(scope, "storage", {
    ...persistence,
    subnetIds: persistence.subnetIds ?? props.subnetIds,
    name: servers.name,
    vpcId: props.vpcId,
    clientSecurityGroupId: servers.securityGroupId,
  });
}

/** Where the snapshots go, and when: nowhere without a file system. */
export function snapshotPlace(
  storage: ServerStorage | undefined,
  props: Pick<ServerTaskProps, "persistence" | "snapshots">,
): (DataDirectory & { readonly schedule: SnapshotSchedule }) | undefined {
  const snapshots = snapshotsOf(props);
  if (!storage || !snapshots) return undefined;
  const directory = storage.addSnapshots(SNAPSHOT_DIRECTORY);
  return { ...directory, schedule: { ...snapshots, mountPoint: directory.mountPoint } };
}
