import type { Environment } from "../environments";
import { warn } from "../modules/aws";
import type { MeshStack } from "./mesh-stack";

/** Servers that run already cannot be told their configuration entries at their first start: says what happens instead. */
export function warnOfBootstrap(stack: MeshStack, { stack: name, configEntries, servers }: Environment): void {
  if (configEntries !== "bootstrap") return;
  warn(
    stack,
    `configEntries 'bootstrap' has no effect with the hosting '${servers.hosting}', whose servers are not started here: the mesh has no intentions until they are written. Use 'terraform', or write the files of \`npm run config-entries -- ${name}\` by hand.`,
  );
}
