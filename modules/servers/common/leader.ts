import { DataResource } from "cdktf";
import type { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import type { Construct } from "constructs";
import { lines } from "../../aws";
import { SERVER_PORTS } from "../../consul";
import type { ServerLoadBalancer } from "./props";

const DEFAULT_TIMEOUT_SECONDS = 600;

/**
 * Has the apply wait for a leader, once for each task definition.
 *
 * Departure: the HCL module reads the catalog, with the bootstrap token on a command line and in its log. Who leads may
 * be asked without a token. It needs no provider: `terraform_data` is part of Terraform.
 */
export function waitForLeader(
  scope: Construct,
  id: string,
  props: {
    readonly service: EcsService;
    /** DNS name of the load balancer. */
    readonly host: string;
    readonly waitForLeader: NonNullable<ServerLoadBalancer["waitForLeader"]>;
  },
): DataResource | undefined {
  const wait = props.waitForLeader;
  if (wait === false) return undefined;
  return new DataResource(scope, id, {
    triggersReplace: { host: props.host, taskDefinition: props.service.taskDefinition },
    dependsOn: [props.service],
    provisioners: [
      {
        type: "local-exec",
        command: WAIT_FOR_LEADER,
        environment: {
          CONSUL_SERVER: `http://${props.host}:${SERVER_PORTS.http}`,
          TIMEOUT_SECONDS: String(wait === true ? DEFAULT_TIMEOUT_SECONDS : wait.timeoutSeconds),
        },
      },
    ],
  });
}

/** A server without a leader answers too, with an empty address. */
export const WAIT_FOR_LEADER = lines(
  // Some shells run what stands in a variable that they calculate with.
  'case $TIMEOUT_SECONDS in "" | *[!0-9]*) echo "No number of seconds: $TIMEOUT_SECONDS" >&2; exit 1 ;; esac',
  "deadline=$(($(date +%s) + TIMEOUT_SECONDS))",
  `until curl -fsS --max-time 10 "$CONSUL_SERVER/v1/status/leader" | grep -q ':'; do`,
  '  if [ "$(date +%s)" -ge "$deadline" ]; then',
  '    echo "No Consul server led the datacenter after $TIMEOUT_SECONDS s: $CONSUL_SERVER" >&2',
  "    exit 1",
  "  fi",
  "  sleep 5",
  "done",
);
