import { hereDocument, lines } from "../../../aws";
import { AUTOPILOT } from "./autopilot";
import { HTTP } from "./http";
import { LEASE } from "./lease";
import { LOSS } from "./loss";
import { planProgram } from "./plan";
import { RECONCILE } from "./reconcile";
import { REPORT } from "./report";
import { ROLL } from "./roll";

/** Where the container says that all entries were delivered once. */
const DELIVERED = '"${TMPDIR:-/tmp}/config-entries/delivered"';

/** The health of the container: gateways, and tasks that must not be refused, wait for it. */
export const DELIVERED_ONCE = `test -f ${DELIVERED}`;

/**
 * The program, for `sh -c`, that delivers configuration entries. It is the same in every mesh: what varies is in its
 * environment. It needs `curl` and `jq`, which are in Consul's image.
 */
export function deliveryProgram(): string {
  return lines(
    "set -u",
    "umask 077",
    'prefix="consul-ecs-config-entries/$CONFIG_ENTRIES_OWNER"',
    `scope=$(jq -nr 'env.CONSUL_PARTITION // "" | select(. != "") | "?partition=" + @uri')`,
    HTTP,
    hereDocument('"$work/plan.jq"', planProgram()),
    LEASE,
    LOSS,
    RECONCILE,
    AUTOPILOT,
    REPORT,
    ROLL,
    MAIN,
  );
}

const MAIN = `
# The entries come in one variable, or in several where there are many.
print_entries() {
  part=0
  while eval "text=\\\${CONFIG_ENTRIES_$part-}" && [ -n "$text" ]; do
    printf '%s' "$text"
    part=$((part + 1))
  done
}
if ! print_entries | base64 -d | gunzip > "$work/document" ||
  ! jq -e '.entries | arrays' "$work/document" > "$work/entries"; then
  log "The entries cannot be read from the environment."
  exit 1
fi
jq -r '.rollCommand' "$work/document" > "$work/roll-command"
jq '.rollSteps' "$work/document" > "$work/roll-steps"
: > "$work/refusals"
: > "$work/said/reports"
: > "$work/said/autopilot"

deliver() {
  if ! find_server; then say server "No Consul server answers that knows of a leader. $(head -c 200 "$work/curl-error")"; return 0; fi
  say server ""
  hold_lease || return 0
  watch
  reconcile
  follow_server_count || complete=no
  report
  if [ "$complete" = yes ]; then : > ${DELIVERED}; roll; fi
}

while :; do
  deliver
  pause=$CONFIG_ENTRIES_INTERVAL
  if [ ! -f ${DELIVERED} ] || [ "$rolling" = yes ]; then pause=5; fi
  sleep "$pause"
done`;
