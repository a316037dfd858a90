/**
 * Starts the tasks of the services again, all of a step together: those that have the CA of before and those that have
 * the new one do not trust each other. What is left to do stands in Consul, so that a task that comes after this one goes
 * on with it.
 */
export const ROLL = `
rolling=no
# Seconds in which the services of a step get stable, or are not waited for any longer.
patience=600

plan_roll() {
  jq '{steps: ., start: [], wait: [], of: 0, until: 0}' "$work/roll-steps" > "$work/roll"
  api PUT "/v1/kv/$prefix/roll$scope" "$work/roll"
  [ "$status" = 200 ]
}

roll() {
  if [ -z "\${CONSUL_ROLL_CLUSTER-}" ] || ! all_seen; then return 0; fi
  rolling=no
  api GET "/v1/kv/$prefix/roll?raw\${scope:+&\${scope#?}}"
  if [ "$status" != 200 ] || ! jq -e .steps "$work/answer" > /dev/null 2>&1; then return 0; fi
  rolling=yes
  cp "$work/answer" "$work/roll"
  see_what_is_stable
  now=$(date +%s)
  if roll_is '.wait != [] and $now >= .until'; then
    log "Not stable after $((patience / 60)) minutes, so the roll goes on without them: $(jq -r '.wait | join(", ")' "$work/roll")"
    change_roll '.wait = []' || return 0
  fi
  if roll_is '.start + .wait + .steps == []'; then
    log "All services are rolled."
    api DELETE "/v1/kv/$prefix/roll$scope"
    return 0
  fi
  # What cannot be started holds the others up no longer than what is not stable, and is tried on and on.
  if roll_is '.steps != [] and .wait == [] and (.start == [] or $now >= .until)'; then
    change_roll '.start += .steps[0] | .steps |= .[1:] | .of = (.start | length) | .until = $until' \\
      --argjson until "$((now + patience))" || return 0
  fi
  start_together
}

roll_is() { jq -e --argjson now "$now" "$1" "$work/roll" > /dev/null; }

# change_roll FILTER [ARGUMENT...]
change_roll() {
  change=$1
  shift
  jq "$@" "$change" "$work/roll" > "$work/roll-next" || return 1
  mv "$work/roll-next" "$work/roll"
  api PUT "/v1/kv/$prefix/roll$scope" "$work/roll"
  [ "$status" = 200 ]
}

# Each that is started is written down at once: whoever goes on does not start it a second time.
start_together() {
  jq -r '.start[]' "$work/roll" > "$work/roll-start"
  while read -r name <&3; do
    hold_lease || return 0
    start_again "$name" || continue
    change_roll ".start -= [\\$name] | $started" --arg name "$name" || return 0
  done 3< "$work/roll-start"
}

start_again() {
  jq -n --arg service "$1" '{cluster: env.CONSUL_ROLL_CLUSTER, service: $service, forceNewDeployment: true}' > "$work/ecs-request"
  ecs UpdateService
  case "$status $(cat "$work/answer")" in
    200*) log "Rolling $1."; started='.wait += [$name]' ;;
    *ServiceNotFoundException* | *ServiceNotActiveException*) log "There is no service $1 to roll."; started='.of -= 1' ;;
    *) say roll "$1 cannot be rolled: $(answer)"; return 1 ;;
  esac
}

# Stable is what has nothing but the newest deployment, with all of its tasks. ECS answers about ten services at once.
see_what_is_stable() {
  jq -c '.wait as $wait | range(0; $wait | length; 10) as $at
    | {cluster: env.CONSUL_ROLL_CLUSTER, services: $wait[$at:$at + 10]}' "$work/roll" > "$work/roll-questions"
  while read -r question <&3; do
    printf '%s' "$question" > "$work/ecs-request"
    ecs DescribeServices
    if [ "$status" != 200 ]; then say roll "ECS does not say what is stable: $(answer)"; continue; fi
    for name in $(jq -r --slurpfile asked "$work/ecs-request" '[.services[] | select(.status == "ACTIVE"
      and ((.deployments | length) != 1 or .runningCount != .desiredCount)) | .serviceName] as $moving
      | ($asked[0].services - $moving)[]' "$work/answer"); do
      change_roll '.wait -= [$name]' --arg name "$name" || return 0
      log "$(jq -r '"\\(.of - (.start + .wait | length)) of \\(.of)"' "$work/roll") are stable: $name"
    done
  done 3< "$work/roll-questions"
}

# Asks ECS with the credentials of the task's role, in the region of the cluster.
ecs() {
  : > "$work/answer"
  status=000
  curl -fsS --max-time 10 "\${AWS_CONTAINER_CREDENTIALS_FULL_URI:-http://169.254.170.2\${AWS_CONTAINER_CREDENTIALS_RELATIVE_URI-}}" \\
    > "$work/credentials" 2> "$work/curl-error" || return 0
  region=$(printf '%s' "$CONSUL_ROLL_CLUSTER" | cut -d : -f 4 | tr -cd 'a-z0-9-')
  case $region in cn-*) suffix=.cn ;; *) suffix="" ;; esac
  jq -r --arg action "$1" --arg region "$region" '"user = \\"\\(.AccessKeyId):\\(.SecretAccessKey)\\"
aws-sigv4 = \\"aws:amz:\\($region):ecs\\"
header = \\"X-Amz-Security-Token: \\(.Token)\\"
header = \\"Content-Type: application/x-amz-json-1.1\\"
header = \\"X-Amz-Target: AmazonEC2ContainerServiceV20141113.\\($action)\\""' "$work/credentials" > "$work/curl-ecs"
  status=$(curl -sS --max-time 30 -K "$work/curl-ecs" -o "$work/answer" -w '%{http_code}' --data-binary "@$work/ecs-request" \\
    "\${AWS_ENDPOINT_URL:-https://ecs.$region.amazonaws.com$suffix}" 2> "$work/curl-error") || status=000
  rm -f "$work/credentials" "$work/curl-ecs"
}
`;
