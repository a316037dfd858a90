import type { Construct } from "constructs";
import { persistenceOf, ServerStorage } from "../storage";
import type { ServerTaskProps } from "./props";

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
