/**
 * Starts the tasks of the services again, one service at a time. What is left to do stands in Consul, so that a task
 * that comes after this one goes on with it.
 */
export const ROLL = `
rolling=no

plan_roll() {
  jq '{left: ., of: length, current: null}' "$work/roll-services" > "$work/roll"
  api PUT "/v1/kv/$prefix/roll$scope" "$work/roll"
  [ "$status" = 200 ]
}

roll() {
  if [ -z "\${CONSUL_ROLL_CLUSTER-}" ] || ! all_seen; then return 0; fi
  rolling=no
  api GET "/v1/kv/$prefix/roll?raw\${scope:+&\${scope#?}}"
  if [ "$status" != 200 ] || ! jq -e .left "$work/answer" > /dev/null 2>&1; then return 0; fi
  rolling=yes
  cp "$work/answer" "$work/roll"
  current=$(jq -r '.current // ""' "$work/roll")
  next=$(jq -r '.left[0] // ""' "$work/roll")
  if [ -n "$current" ]; then
    is_stable "$current" || return 0
    log "Rolled $current: $(jq -r '"\\(.of - (.left | length)) of \\(.of)"' "$work/roll")"
    save_roll '.current = null'
  elif [ -n "$next" ]; then
    start_again "$next" && save_roll '.current = .left[0] | .left |= .[1:]'
  else
    log "All services are rolled."
    api DELETE "/v1/kv/$prefix/roll$scope"
  fi
}

save_roll() {
  jq "$1" "$work/roll" > "$work/roll-next"
  api PUT "/v1/kv/$prefix/roll$scope" "$work/roll-next"
}

start_again() {
  jq -n --arg service "$1" '{cluster: env.CONSUL_ROLL_CLUSTER, service: $service, forceNewDeployment: true}' > "$work/ecs-request"
  ecs UpdateService
  case "$status $(cat "$work/answer")" in
    200*) log "Rolling $1." ;;
    *ServiceNotFoundException* | *ServiceNotActiveException*) log "There is no service $1 to roll." ;;
    *) say roll "$1 cannot be rolled: $(answer)"; return 1 ;;
  esac
}

# Nothing but the newest deployment, with all of its tasks.
is_stable() {
  jq -n --arg service "$1" '{cluster: env.CONSUL_ROLL_CLUSTER, services: [$service]}' > "$work/ecs-request"
  ecs DescribeServices
  [ "$status" = 200 ] && jq -e '.services | length == 0 or (.[0] | .status != "ACTIVE"
    or ((.deployments | length) == 1 and .runningCount == .desiredCount))' "$work/answer" > /dev/null
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
