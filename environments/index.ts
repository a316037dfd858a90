import { dev } from "./dev";
import { devClientAgent } from "./dev-client-agent";
import { hcp } from "./hcp";
import { loadEnvironments } from "./load";
import { prod } from "./prod";
import { staging } from "./staging";
import { twoDatacenters } from "./two-datacenters";
import { twoDatacentersClientAgent } from "./two-datacenters-client-agent";

export type { Backend } from "./backend";
export { loadEnvironments } from "./load";
export type { Environment, EnvironmentData, EnvironmentOf } from "./schema";
export type { Hosting } from "./servers";

/** Every environment, by the name of its stack. */
const ENVIRONMENTS = {
  dev,
  "dev-client-agent": devClientAgent,
  staging,
  prod,
  hcp,
  "two-datacenters": twoDatacenters,
  "two-datacenters-client-agent": twoDatacentersClientAgent,
};

/**
 * The environments to synthesize.
 *
 * @param names some of them, separated by commas or spaces; all when it is empty
 */
export function environments(names = ""): ReturnType<typeof loadEnvironments> {
  return loadEnvironments(ENVIRONMENTS, names);
}
