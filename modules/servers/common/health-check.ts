import { lines, type HealthCheck } from "../../aws";
import { SERVER_PORTS } from "../../consul";
import { CONFIG_FILE } from "./scripts";

const API = `http://localhost:${SERVER_PORTS.http}/v1`;
/** Of the task, so that a new one begins anew. */
const LEADERLESS_SINCE = "/consul/leaderless-since";
const COUNTED = "/consul/counted";
/**
 * A server that starts hears of its leader within half a minute: by then it has asked for the others three times, and an
 * election is over. When it hears of none for three times as long, there is none.
 */
export const LEADERLESS_SECONDS = 90;

/**
 * Two questions in one check, because ECS has one word for both.
 *
 * Liveness, for as long as the task runs: a server that answers is alive, whether anybody leads or not. To stop one for
 * want of a quorum would take away what the quorum is made of.
 *
 * Progress, once in the life of a task: it is not healthy before it counts, so that ECS, and Terraform with it, goes on to
 * the next server only then. It counts when it votes in a cluster that has a leader, or when there is no leader to be
 * voted in by: the first servers of a new cluster have nobody to elect. Afterwards only liveness is asked for.
 *
 * Departure: the check of the HCL module asks for the members with the bootstrap token, which nobody knows before a leader
 * has been elected. The first of several servers would be stopped before the others are there.
 */
export const HEALTH_CHECK_SCRIPT = lines(
  `leader=$(curl -fsS --max-time 5 ${API}/status/leader) || exit 1`,
  `[ ! -e ${COUNTED} ] || exit 0`,
  `if [ "$leader" = '""' ]; then`,
  "  now=$(date +%s)",
  `  [ -e ${LEADERLESS_SINCE} ] || echo "$now" > ${LEADERLESS_SINCE}`,
  `  [ $((now - $(cat ${LEADERLESS_SINCE}))) -ge ${LEADERLESS_SECONDS} ] || exit 1`,
  "else",
  `  rm -f ${LEADERLESS_SINCE}`,
  `  self="$(jq -r .advertise_addr ${CONFIG_FILE}):${SERVER_PORTS.rpc}"`,
  `  if raft=$(printf 'X-Consul-Token: %s\\n' "$CONSUL_HTTP_TOKEN" \\`,
  `    | curl -fsS --max-time 5 -H @- ${API}/operator/raft/configuration); then`,
  `    printf '%s' "$raft" | jq -en --arg self "$self" 'input | any(.Servers[]; .Address == $self and .Voter)' || exit 1`,
  "  else",
  "    # A token that somebody has replaced since: who takes part is known without one, who votes is not.",
  `    curl -fsS --max-time 5 ${API}/status/peers | jq -en --arg self "$self" 'input | any(.[]; . == $self)' || exit 1`,
  "  fi",
  "fi",
  `touch ${COUNTED}`,
);

/** The check of a server that keeps its data, or is one of several. */
export function serverHealthCheck(): HealthCheck {
  return {
    command: ["CMD-SHELL", HEALTH_CHECK_SCRIPT],
    interval: 30,
    timeout: 20,
    // With the start period ten minutes. A server whose host was lost answers only when NFS has given up the lock on Raft's
    // file, which takes minutes; one that is not let into a cluster in that time has no vote, and nothing is lost with it.
    retries: 10,
    startPeriod: 300,
  };
}
