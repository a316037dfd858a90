import { ecsMetadata, hereDocument, lines, quoteWord, TASK_ADDRESS, writeJson } from "../../../aws";
import { BOOTSTRAP_DIR } from "../sidecar";

/** What the start script of a client agent depends on. */
export interface ClientAgentScript {
  /** The part of the agent's configuration that is known already, as JSON. */
  readonly staticConfig: string;
  readonly gossipEncryption: boolean;
  readonly tls: boolean;
  /** File for the CA of the HTTP API, when there is one. */
  readonly httpsCaFile?: string;
  /** With ACLs: where and how the agent logs in for its token. */
  readonly login?: Login;
  /** More configuration, which the shell expands unless it is verbatim. */
  readonly extraConfig?: string | { readonly verbatim: string };
}

interface Login {
  readonly httpAddress: string;
  readonly authMethod: string;
  readonly partition?: string;
}

const TOKEN_FILE = `${BOOTSTRAP_DIR}/client-token`;
const CONFIG_FILE = `${BOOTSTRAP_DIR}/agent-defaults.json`;
const EXTRA_CONFIG_FILE = `${BOOTSTRAP_DIR}/agent-extra.hcl`;

/**
 * The script, for `sh -ec`, that starts a client agent. Secrets go from the environment into files, through jq, and
 * never onto a command line.
 */
export function clientAgentScript(script: ClientAgentScript): string {
  return lines(
    "# mesh-init runs this copy of the binary.",
    "cp /bin/consul /bin/consul-inject/consul",
    "",
    TASK_ADDRESS,
    script.tls && `printf '%s\\n' "$CONSUL_CACERT_PEM" > ${BOOTSTRAP_DIR}/consul-ca-cert.pem`,
    script.httpsCaFile && `printf '%s\\n' "$CONSUL_HTTPS_CACERT_PEM" > ${script.httpsCaFile}`,
    script.login && loginSteps(script.login, script.httpsCaFile),
    writeJson(CONFIG_FILE, script.staticConfig, runtimeConfig(script)),
    script.extraConfig !== undefined && extraConfigSteps(script.extraConfig),
    `exec consul agent -data-dir ${BOOTSTRAP_DIR}/data -config-file ${CONFIG_FILE}${
      script.extraConfig === undefined ? "" : ` -config-file ${EXTRA_CONFIG_FILE}`
    }`,
  );
}

/** Attempts, and the seconds between them: five minutes, in which a server is replaced or another leader is found. */
const MINUTES = "150 2";

/**
 * `try COMMAND ATTEMPTS SECONDS`. Departure: the HCL module waits for its login for ever, and for two seconds for the
 * token. Who waits for ever is never replaced; what ends with an error is, where the agent is essential.
 */
const TRY = lines(
  "try() {",
  "  attempts=$2",
  '  until "$1"; do',
  "    attempts=$((attempts - 1))",
  '    if [ "$attempts" -le 0 ]; then return 1; fi',
  '    sleep "$3"',
  "  done",
  "}",
  'give_up() { echo "$1" >&2; exit 1; }',
);

function loginSteps({ httpAddress, authMethod, partition }: Login, caFile: string | undefined): string {
  return lines(
    "# Who this task is, for the meta data of its token.",
    `task_arn=$(${ecsMetadata("/task", ".TaskARN")})`,
    `region=$(printf '%s' "$task_arn" | cut -d : -f 4)`,
    "task_id=${task_arn##*/}",
    `cluster=$(printf '%s' "$task_arn" | sed -E 's|:task/([^/]+).*|:cluster/\\1|')`,
    "",
    TRY,
    "",
    `servers=${quoteWord(httpAddress)}`,
    "login() {",
    `  consul login -http-addr "$servers" -token-sink-file ${TOKEN_FILE} \\`,
    caFile !== undefined && `    -ca-file ${caFile} \\`,
    partition !== undefined && `    -partition ${quoteWord(partition)} \\`,
    `    -type aws-iam -method ${quoteWord(authMethod)} \\`,
    `    -aws-region "$region" -aws-auto-bearer-token -aws-include-entity \\`,
    `    -meta "consul.hashicorp.com/task-id=$task_id" -meta "consul.hashicorp.com/cluster=$cluster"`,
    "}",
    `try login ${MINUTES} || give_up "No Consul server let this agent log in for five minutes."`,
    "# health-sync logs out with this token, as another user.",
    `chmod 0644 ${TOKEN_FILE}`,
    "",
    "# A server that has not heard of the token yet would have the agent remember that it is unknown: wait for a stale",
    "# read to find it. The token goes to curl through its input, so that it is on no command line.",
    // Departure: in the HCL module the shell never puts the token in, and a refusal counts as found.
    "token_is_known() {",
    `  printf 'X-Consul-Token: %s\\n' "$(cat ${TOKEN_FILE})" |`,
    `    curl -fsS --max-time 10 -o /dev/null -H @- ${caFile === undefined ? "" : `--cacert ${caFile} `}\\`,
    `      --url "\${servers%/}/v1/acl/token/self?stale"`,
    "}",
    "# Within a moment, or else a server has lost its data or its leader: that takes minutes.",
    `try token_is_known 20 0.1 || try token_is_known ${MINUTES} || give_up "No Consul server knows this agent's token."`,
    `AGENT_TOKEN=$(cat ${TOKEN_FILE})`,
    "export AGENT_TOKEN",
    "",
  );
}

/** What only the running task knows, as jq expressions over its environment. */
function runtimeConfig({ gossipEncryption, tls, login }: ClientAgentScript): string[] {
  return [
    "{advertise_addr: env.ECS_IPV4, datacenter: env.CONSUL_DATACENTER}",
    ...(gossipEncryption ? ["{encrypt: env.CONSUL_GOSSIP_ENCRYPTION_KEY}"] : []),
    ...(tls ? ["{auto_encrypt: {tls: true, ip_san: [env.ECS_IPV4]}}"] : []),
    ...(login ? ["{acl: {tokens: {agent: env.AGENT_TOKEN}}}"] : []),
  ];
}

function extraConfigSteps(extra: string | { readonly verbatim: string }): string {
  return typeof extra === "string"
    ? hereDocument(EXTRA_CONFIG_FILE, extra, { expand: true })
    : hereDocument(EXTRA_CONFIG_FILE, extra.verbatim);
}
