import { lines, nestedJson, quoteWord, TASK_ADDRESS, writeJson } from "../../aws";
import { runtimeServerConfig, staticServerConfig, TLS_DIR, type ServerSettings } from "./server-config";

export const CONFIG_FILE = "/consul/server.json";

/** The script, for `sh -ec`, that starts a server. */
export function serverScript(settings: ServerSettings): string {
  return lines(
    TASK_ADDRESS,
    writeJson(CONFIG_FILE, nestedJson(staticServerConfig(settings)), runtimeServerConfig(settings)),
    `exec consul agent -config-file ${CONFIG_FILE}`,
  );
}

/**
 * The script, for `sh -ec`, that makes the server's certificate: it names the address of the task, which nobody knows
 * before the task runs.
 *
 * Departure: the HCL modules leave the CA's key on the volume. Here it does not outlive the script.
 */
export function tlsInitScript(settings: {
  readonly nodeName: string;
  readonly datacenter: string;
  readonly dnsNames: readonly string[];
}): string {
  const options = [
    `-node=${quoteWord(settings.nodeName)}`,
    `-dc=${quoteWord(settings.datacenter)}`,
    `-additional-ipaddress="$ECS_IPV4"`,
    ...settings.dnsNames.map((name) => `-additional-dnsname=${quoteWord(name)}`),
  ];
  return lines(
    TASK_ADDRESS,
    `cd ${TLS_DIR}`,
    `printf '%s\\n' "$CONSUL_CACERT_PEM" > consul-agent-ca.pem`,
    "trap 'rm -f consul-agent-ca-key.pem' EXIT",
    `(umask 077; printf '%s\\n' "$CONSUL_CAKEY" > consul-agent-ca-key.pem)`,
    "# With an older certificate there, consul would number this one differently. No name of a datacenter is an option.",
    `rm -f -- ${quoteWord(settings.datacenter)}-server-consul-*.pem`,
    `consul tls cert create -server ${options.join(" ")}`,
  );
}
