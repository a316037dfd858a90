import { lines, type HealthCheck } from "../../aws";
import { SERVER_PORTS } from "../../consul";

/** Where a server says how it is doing, without a token: both questions are answered by the server itself. */
const STATUS = `http://localhost:${SERVER_PORTS.http}/v1/status`;

/**
 * Whether a server has found its place among the others, by which ECS, and so Terraform, knows that it may go on to the
 * next one.
 *
 * A server that was a peer before must know who leads. One that has no peers yet must only answer: the first of a new
 * cluster have nobody to elect, and those that come later are only started when these are well.
 *
 * Departure: the check of the HCL module asks for the members with the bootstrap token, which nobody knows before a leader
 * has been elected. The first of several servers would be stopped before the others are there.
 */
export const HEALTH_CHECK_SCRIPT = lines(
  `leader=$(curl -fsS --max-time 5 ${STATUS}/leader) || exit 1`,
  `[ "$leader" = '""' ] || exit 0`,
  `curl -fsS --max-time 5 ${STATUS}/peers | jq -en 'input | length == 0' || exit 1`,
);

export function serverHealthCheck(): HealthCheck {
  return {
    command: ["CMD-SHELL", HEALTH_CHECK_SCRIPT],
    interval: 15,
    timeout: 12,
    // With the start, ten minutes without a leader: to stop a server any sooner would not help to elect one.
    retries: 10,
    startPeriod: 300,
  };
}
