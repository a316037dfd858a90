import { lines, nestedJson, quoteWord } from "../../aws";
import { localApi } from "./programs";
import { CLUSTER_TAG, type ClusterSettings } from "./server-config";

type Settings = Pick<ClusterSettings, "name" | "datacenter" | "acls" | "tls">;

/**
 * For how long after its start an instance waits for the vote of its server. Its hook must not expire before: that would
 * take a server away that lives.
 */
export const VOTE_LIMIT_SECONDS = 45 * 60;

/** After this time without a leader it is asked whether there can be one at all. */
const LEADER_SECONDS = 60;

/** `consul_api AS METHOD PATH [option of curl...]`; tokens are in files in memory, on no command line. */
export function consulApi({ acls, tls }: Settings): string {
  const { address, curl } = localApi(tls !== undefined);
  return lines(
    acls && "umask 077",
    acls && `printf 'X-Consul-Token: %s\\n' "$BOOTSTRAP_TOKEN" > /run/consul-management.header`,
    acls && `printf 'X-Consul-Token: %s\\n' "$AGENT_TOKEN" > /run/consul-agent.header`,
    acls && "umask 022",
    "consul_api() {",
    "  as=$1 method=$2 path=$3",
    "  shift 3",
    `  curl -sS${curl} --max-time 30${acls ? ` -H "@/run/consul-$as.header"` : ""} -X "$method" "$@" ${address}"$path"`,
    "}",
  );
}

/**
 * Gives the agents of the servers a token of their own, which may do no more than an agent must. Every server does it;
 * one is the first, and the others write the same over it.
 */
export function agentToken({ name, datacenter }: Settings): string {
  const token = { Description: "Agents of the Consul servers", Name: name, Datacenter: datacenter };
  return lines(
    "AGENT_TOKEN_IS_THERE=",
    "put_agent_token() {",
    '  if [ -n "$AGENT_TOKEN_IS_THERE" ]; then return 0; fi',
    "  id=$(consul_api agent GET /v1/acl/token/self -f | jq -er .AccessorID) || id=",
    "  jq '{Description, SecretID: env.AGENT_TOKEN, NodeIdentities: [range(env.SERVERS | tonumber) as $i |",
    `    {NodeName: "\\(.Name)-\\($i + 1)", Datacenter}]}' /run/consul-agent-token.json |`,
    '    consul_api management PUT "/v1/acl/token${id:+/$id}" -f -o /dev/null --data @- || return 1',
    "  AGENT_TOKEN_IS_THERE=yes",
    "}",
    "cat > /run/consul-agent-token.json <<'END_OF_JSON'",
    nestedJson(token),
    "END_OF_JSON",
  );
}

/** Whether the server lives: its agent answers, whatever the others do. An instance that does not get so far is replaced. */
export function waitUntilAlive(): string {
  return lines("is_alive() { consul_api management GET /v1/status/leader -f -o /dev/null; }", "retry 30 is_alive");
}

/**
 * Waits for progress: this server votes. That holds back the load balancer and the next server, and never costs a server
 * that lives its instance. A cluster that has no leader yet, because the servers after this one are made only now, is not
 * waited for.
 */
export function waitForVote({ name, acls }: Settings): string {
  return lines(
    "is_healthy() {",
    "  consul_api management GET /v1/operator/autopilot/health |",
    "    jq -ne 'input | any(.Servers[]; .Name == env.NODE and .Healthy and .Voter)'",
    "}",
    "has_leader() { consul_api management GET /v1/status/leader -f | grep -q :; }",
    "all_are_there() {",
    `  there=$(aws ec2 describe-instances --filters ${quoteWord(`Name=tag:${CLUSTER_TAG},Values=${name}`)} \\`,
    "    Name=instance-state-name,Values=pending,running --query 'length(Reservations[].Instances[])' --output text) &&",
    '    [ "$there" -ge "$SERVERS" ]',
    "}",
    "wait_for_vote() {",
    "  from=$(date +%s)",
    `  until ${acls ? "put_agent_token && " : ""}is_healthy; do`,
    "    now=$(date +%s)",
    `    if [ $((now - STARTED)) -ge ${VOTE_LIMIT_SECONDS} ]; then`,
    '      echo "$NODE lives, and does not vote: the cluster needs a look, and no other instance." >&2',
    "      return 0",
    "    fi",
    `    if [ $((now - from)) -ge ${LEADER_SECONDS} ] && ! has_leader && ! all_are_there; then`,
    '      echo "$NODE does not wait for servers that are not there yet."',
    "      return 0",
    "    fi",
    "    sleep 5",
    "  done",
    "}",
    "wait_for_vote",
    "tell CONTINUE",
  );
}
