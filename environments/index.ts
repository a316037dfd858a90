import { dev } from "./dev";
import { devClientAgent } from "./dev-client-agent";
import { hcp } from "./hcp";
import { prod } from "./prod";
import { loadEnvironments, type Environment } from "./schema";
import { staging } from "./staging";
import { twoDatacenters } from "./two-datacenters";
import { twoDatacentersClientAgent } from "./two-datacenters-client-agent";

export * from "./schema";

/** Every environment, by the name of its stack. A new one is a file beside this one, and a line here. */
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
 * @throws EnvironmentError with everything that is wrong with them
 */
export function environments(names = ""): Environment[] {
  return loadEnvironments(ENVIRONMENTS, names);
}
