import { lines } from "../../aws";

/**
 * Checks that health-sync of line 0.10 writes: it has no agent, so they are on a node that is named after the ECS cluster.
 * The client agents of line 0.6 write theirs again by themselves. Nobody here can ask how a task is, so this names what
 * starts each again: its ECS service is named as in Consul, unless it was given another name.
 */
const STALE = `input | map(select(.Status != "passing" and (.Node | test(":cluster/"))))
| "\\(length) checks of tasks were failing when this was saved, and stay so: tasks write changes only. Roll the healthy:",
(.[] | (.Node | split(":")) as $arn | "\\(.CheckID): aws ecs update-service --region \\($arn[3]) --cluster \\($arn[5][8:]) --service \\(.ServiceName | rtrimstr("-sidecar-proxy")) --force-new-deployment")`;

/**
 * Says, after a restore, which checks of tasks a snapshot has brought back failing. `consul_get PATH` must be there, and
 * ask with the token. A server that has just restored does not answer at once; jq 1.6 lets an empty answer pass, unless it
 * reads `input`. It is short, because the user data of an instance has little room.
 */
export const NAME_STALE_CHECKS = lines(
  "left=30",
  `until consul_get /v1/health/state/any 2> /dev/null | jq -nr '${STALE}' 2> /dev/null; do`,
  "  left=$((left - 1))",
  `  [ $left -gt 0 ] || { echo "Look in Consul's UI for checks that fail." >&2; break; }`,
  "  sleep 1",
  "done",
);
