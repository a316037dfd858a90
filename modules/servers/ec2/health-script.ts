import { lines, nestedJson } from "../../aws";
import { localApi } from "./programs";
import type { ClusterSettings } from "./server-config";

type Settings = Pick<ClusterSettings, "datacenter" | "nodeNames" | "acls" | "tls">;

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
export function agentToken({ datacenter, nodeNames }: Settings): string {
  const token = {
    Description: "Agents of the Consul servers",
    NodeIdentities: nodeNames.map((NodeName) => ({ NodeName, Datacenter: datacenter })),
  };
  return lines(
    "put_agent_token() {",
    "  id=$(consul_api agent GET /v1/acl/token/self -f | jq -er .AccessorID) || id=",
    `  jq '. * {SecretID: env.AGENT_TOKEN}' /run/consul-agent-token.json |`,
    '    consul_api management PUT "/v1/acl/token${id:+/$id}" -f -o /dev/null --data @-',
    "}",
    "cat > /run/consul-agent-token.json <<'END_OF_JSON'",
    nestedJson(token),
    "END_OF_JSON",
    "until put_agent_token; do sleep 5; done",
  );
}

/** Waits without an end of its own: the lifecycle hook sets it. */
export function waitUntilHealthy(serverCount: number, acls: boolean): string {
  const survives = (serverCount - 1) / 2;
  return lines(
    "is_healthy() {",
    `  consul_api ${acls ? "management" : "anybody"} GET /v1/operator/autopilot/health |`,
    `    jq -ne 'input | .FailureTolerance >= ${survives} and any(.Servers[]; .Name == env.NODE and .Healthy and .Voter)'`,
    "}",
    "until is_healthy; do sleep 5; done",
  );
}
