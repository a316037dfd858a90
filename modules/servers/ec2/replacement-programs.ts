import { quoteWord } from "../../aws";
import { program } from "./programs";
import { CLUSTER_TAG } from "./server-config";

/**
 * Has this instance replaced when it is its turn. A changed launch template replaces nothing by itself: each server looks
 * whether its instance is older than its group says, and goes when those before it are done, no other is away, and all
 * vote. So never two go at once, and what does not come back stops the rest. `consul-replace now` asks for the last two
 * only, for a new image that changes no template.
 */
export function replaceProgram(cluster: string): string {
  return program(
    "consul-replace",
    'not_now() { echo "$NODE is not replaced now: $1." >&2; [ "$when" != now ]; exit; }',
    "when=${1:-in-turn}",
    "groups=$(aws autoscaling describe-auto-scaling-groups \\",
    `  --filters ${quoteWord(`Name=tag:${CLUSTER_TAG},Values=${cluster}`)} --output json |`,
    "  jq -c '.AutoScalingGroups | sort_by(.AutoScalingGroupName)')",
    `ask() { printf '%s' "$groups" | jq -e "$1" > /dev/null; }`,
    // The first whose instance is not of the template that its group has now.
    `[ "$when" = now ] || ask '`,
    "  def template: .LaunchTemplate | [.LaunchTemplateId, .Version];",
    "  map(select(template != (.Instances[0] // {} | template))) | .[0].AutoScalingGroupName == env.NODE",
    "' || exit 0",
    `ask 'all(.Instances | length == 1 and .[0].LifecycleState == "InService")' ||`,
    '  not_now "another server is away"',
    "read_token",
    `servers=$(printf '%s' "$groups" | jq length)`,
    `consul_get /v1/operator/autopilot/health | jq -ne --argjson servers "$servers" \\`,
    "  'input | .Healthy and ([.Servers[] | select(.Healthy and .Voter)] | length) >= $servers' > /dev/null ||",
    '  not_now "not all $servers servers are healthy and vote"',
    'echo "$NODE is replaced."',
    'aws autoscaling terminate-instance-in-auto-scaling-group --instance-id "$INSTANCE" \\',
    "  --no-should-decrement-desired-capacity > /dev/null",
  );
}

/**
 * Runs whenever Consul stops. A server comes back with its data, so it stays a member; one whose group wants none any
 * more is gone for good, and leaves, because otherwise the quorum would go on counting it.
 */
export function leaveProgram(): string {
  return program(
    "consul-leave",
    'wanted=$(timeout 20 aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names "$NODE" \\',
    "  --query 'AutoScalingGroups[0].DesiredCapacity' --output text) || exit 0",
    "case $wanted in 0 | None) ;; *) exit 0 ;; esac",
    "read_token",
    "timeout 60 consul leave",
  );
}
