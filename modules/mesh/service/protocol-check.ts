import { every, known, type Check } from "../../aws";
import { speaks } from "../../consul/config-entries";

/** What a service speaks. */
export function protocol(): Check {
  return every(
    known("because it decides what Consul is told of the service", "Decide it in the environment's data."),
    speaks(),
  );
}
