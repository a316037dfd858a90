import {
  each,
  every,
  fields,
  known,
  mandatory,
  onlyKeys,
  onceFor,
  oneOf,
  pattern,
  required,
  values,
  wholeNumber,
  type Check,
} from "../../aws";
import { meshGatewayMode, tenancyName, type PeeredUpstream } from "../../consul";

/**
 * The fields of the upstreams.
 *
 * @param knownKeys those that the release line knows
 */
export const upstreamChecks = onceFor((knownKeys: readonly string[]): Check =>
  every(
    known("because their ports must not meet those of the task", "Write the list out; what it says may be tokens."),
    each(
      known("because its port must not meet those of the task", "Write it out; what it says may be tokens."),
      (prop, upstream) => onlyKeys(prop, upstream as object, knownKeys),
      fields<PeeredUpstream>({
        destinationName: [
          required("Name the service to call, as it is in Consul's catalog."),
          pattern(/^\S*$/, "must have no spaces", "Use the name that the service has in Consul's catalog."),
        ],
        localBindPort: mandatory(
          wholeNumber(
            1,
            65535,
            "Choose a port of the task on which the application will call the service.",
            "is required, a whole number from 1 to 65535",
          ),
        ),
        localBindAddress: pattern(
          /^(localhost|[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)?$/,
          "must be an IP address of the task",
          "Leave it out for 127.0.0.1.",
        ),
        destinationType: oneOf(["service", "prepared_query"]),
        destinationNamespace: tenancyName(),
        destinationPartition: tenancyName(),
        destinationPeer: pattern(/^\S*$/, "must have no spaces", "Use the name that the peer has here."),
        datacenter: pattern(
          /^[\w-]*$/,
          "must have letters, digits, hyphens and underscores only",
          "Use the name of the datacenter.",
        ),
        config: values(),
        meshGateway: meshGatewayMode(),
      }),
    ),
  ),
);
