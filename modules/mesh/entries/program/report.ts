/** Where the result is seen, beside the log: a check of a service in Consul's catalog. */
export const NODE = "consul-ecs-config-entries";

/**
 * The node is one of its own. The controller cleans up the node that is named after the ECS cluster, and Consul those
 * that have taken part in gossip.
 */
export const REPORT = `
report() {
  jq -n --rawfile reports "$work/said/reports" --rawfile refusals "$work/refusals" --rawfile autopilot "$work/said/autopilot" \\
    --slurpfile entries "$work/entries" '
    env.CONFIG_ENTRIES_OWNER as $owner | "config-entries-\\($owner)" as $id
    | (if $refusals != "" then "critical" elif $reports + $autopilot != "" then "warning" else "passing" end) as $state
    | ([$refusals, $reports, $autopilot, "\\($entries[0] | length) entries of \\($owner)."] | map(select(. != "")) | join("\\n") | .[:4000]) as $output
    | {Node: "${NODE}", Address: "127.0.0.1", NodeMeta: {"synthetic-node": "true"},
       Service: {ID: "${NODE}-\\($owner)", Service: "${NODE}", Meta: {owner: $owner}},
       Check: {Node: "${NODE}", CheckID: $id, Name: "Configuration entries of \\($owner)", Status: $state, Output: $output,
         ServiceID: "${NODE}-\\($owner)"}}
    + if env.CONSUL_PARTITION then {Partition: env.CONSUL_PARTITION} else {} end' > "$work/check"
  api GET "/v1/health/node/${NODE}$scope"
  if [ "$status" = 200 ] && jq -e --slurpfile wanted "$work/check" '$wanted[0].Check as $check
    | any(.[]; .CheckID == $check.CheckID and .Status == $check.Status and .Output == $check.Output)' "$work/answer" > /dev/null; then
    return 0
  fi
  api PUT "/v1/catalog/register" "$work/check"
  if [ "$status" = 200 ]; then say check ""; else say check "The check cannot be written: $(answer)"; fi
}
`;
