import type { PortMapping } from "../../aws";
import type { LineOptions } from "../../consul";

/** What was added to a task after it was made. */
export interface Additions<O extends LineOptions> {
  readonly upstreams: O["upstream"][];
  readonly openPorts: number[];
  readonly environment: { readonly container: string; readonly variables: Readonly<Record<string, string>> }[];
  readonly portMappings: { readonly container: string; readonly mapping: PortMapping }[];
}
