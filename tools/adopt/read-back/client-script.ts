import { filled, isEmpty, text, type Values } from "../values";
import { environment, scriptOf, secretArn, Unreadable, type Container } from "./task";

/** What the start script of a client agent says and nothing else does. */
export interface ClientAgent {
  readonly retryJoin: readonly string[];
  readonly partition?: string | undefined;
  readonly primaryDatacenter?: string | undefined;
  readonly acls: boolean;
  readonly enableAclTokenReplication: boolean;
  readonly auditLogging: boolean;
  readonly clientTokenAuthMethodName?: string | undefined;
  readonly agentConfiguration?: string | undefined;
}

/**
 * Reads the script by which the HCL modules of line 0.6 start a client agent: it writes the agent's configuration, in
 * HCL, to files.
 *
 * @throws Unreadable for a script of another form
 */
export function readClientAgent(client: Container): ClientAgent {
  const script = scriptOf(client);
  const defaults = written(script, "agent-defaults.hcl");
  if (defaults === undefined)
    throw new Unreadable(`the script of its container "${client.name}" does not write the agent's configuration`);
  return {
    retryJoin: stringList(defaults, "retry_join"),
    partition: string(defaults, "partition"),
    primaryDatacenter: string(defaults, "primary_datacenter"),
    acls: /^\s*acl\s*=?\s*\{/m.test(defaults),
    enableAclTokenReplication: /^\s*enable_token_replication\s*=\s*true\s*$/m.test(defaults),
    auditLogging: /^\s*audit\s*=?\s*\{/m.test(defaults),
    clientTokenAuthMethodName: /^\s*-method[ =]['"]?([^\s'"\\]+)/m.exec(script)?.[1],
    agentConfiguration: written(script, "agent-extra.hcl"),
  };
}

/** What the script writes to a file of this name by a here document. */
function written(script: string, file: string): string | undefined {
  const start = new RegExp(`^cat << ?['"]?EOF['"]? > \\S*/${file.replace(".", "\\.")}\\n`, "m").exec(script);
  if (start === null) return undefined;
  const rest = script.slice(start.index + start[0].length);
  const end = /^EOF$/m.exec(rest);
  // The line before the end is the document's; the template has put its line break there.
  return end === null ? undefined : rest.slice(0, end.index).replace(/\n$/, "");
}

/** A string that stands on a line of its own, and so at the top of the document. */
function string(document: string, name: string): string | undefined {
  const quoted = new RegExp(`^${name}\\s*=\\s*("(?:[^"\\\\]|\\\\.)*")\\s*$`, "m").exec(document)?.[1];
  return quoted === undefined ? undefined : text(unquoted(quoted));
}

function stringList(document: string, name: string): string[] {
  const items = new RegExp(`^\\s*${name}\\s*=\\s*\\[([\\s\\S]*?)\\n?\\s*\\]\\s*$`, "m").exec(document)?.[1] ?? "";
  return [...items.matchAll(/"(?:[^"\\]|\\.)*"/g)].map(([quoted]) => unquoted(quoted));
}

/** As Consul reads it. The module puts its inputs between the quotes as they are, also where that is no JSON. */
function unquoted(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}

/** The props of the client agent that differ from its defaults. */
export function clientAgentProps(agent: ClientAgent, client: Container, defaultImage: string): Values {
  const method = agent.clientTokenAuthMethodName;
  return {
    consulImage: client.image === defaultImage ? undefined : client.image,
    clientTokenAuthMethodName: method === "iam-ecs-client-token" ? undefined : method,
    enableAclTokenReplication: agent.enableAclTokenReplication || undefined,
    agentConfiguration: agent.agentConfiguration,
    auditLogging: agent.auditLogging || undefined,
  };
}

/** What a client agent is told of the servers. */
export function clientAgentServers(agent: ClientAgent, client: Container, config: Values): Values {
  const caCertSecretArn = secretArn(client, "CONSUL_CACERT_PEM");
  const httpsCaCertSecretArn = secretArn(client, "CONSUL_HTTPS_CACERT_PEM");
  const tls = filled({ caCertSecretArn, httpsCaCertSecretArn });
  return {
    datacenter: environment(client, "CONSUL_DATACENTER") ?? "dc1",
    ...filled({
      primaryDatacenter: agent.primaryDatacenter,
      retryJoin: agent.retryJoin,
      httpAddress: text(config.consulHTTPAddr),
      tls: isEmpty(tls) ? undefined : { enabled: caCertSecretArn !== undefined, ...tls },
      gossipKeySecretArn: secretArn(client, "CONSUL_GOSSIP_ENCRYPTION_KEY"),
      acls: agent.acls || undefined,
    }),
  };
}
