import { isAtLeast } from "../../consul";

/**
 * Consul's word for how long a server that keeps its data may be away before it refuses to start: seven days, unless it is
 * told. A year is longer than any server stays away that somebody still wants back. What Consul guards against, another
 * server in the same place, cannot be here: the data and the name of a server are one volume or folder.
 */
export const SERVER_REJOIN_AGE_MAX = "8760h";

/** The setting for servers that keep their data; older versions refuse a configuration that has it, and need it not. */
export function rejoinConfig(version: string): { readonly server_rejoin_age_max?: string } {
  return isAtLeast(version, 1, 15, 3) ? { server_rejoin_age_max: SERVER_REJOIN_AGE_MAX } : {};
}
