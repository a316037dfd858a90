import type { Values } from "../parity/normalise";

/** What the script depends on, by the names of the variables. */
interface Inputs {
  readonly retry_join?: readonly string[];
  readonly acls?: boolean;
  readonly consul_agent_configuration?: string;
  readonly client_token_auth_method_name?: string;
  readonly enable_acl_token_replication?: boolean;
  readonly consul_partition?: string;
  readonly consul_primary_datacenter?: string;
  readonly audit_logging?: boolean;
}

/**
 * A script that writes the configuration of a client agent as those of the HCL modules do: in HCL, by here documents,
 * with its strings as they were given.
 */
export function clientScript(given: Values): string {
  const inputs: Inputs = given;
  const join = inputs.retry_join ?? [];
  const extra = inputs.consul_agent_configuration ?? "";
  const method = inputs.client_token_auth_method_name ?? "iam-ecs-client-token";
  return [
    ...(inputs.acls === true ? ["consul login \\", "      -type aws-iam \\", `      -method ${method} \\`] : []),
    "cat << EOF > /consul/agent-defaults.hcl",
    'addresses = {\n  http = "127.0.0.1"\n}',
    'datacenter = "$CONSUL_DATACENTER"',
    `retry_join = [\n${join.map((each) => `  "${each}",\n`).join("")}]`,
    ...(inputs.acls === true
      ? [
          `acl {\n  enabled = true\n  enable_token_replication = ${String(inputs.enable_acl_token_replication ?? false)}\n}`,
        ]
      : []),
    ...line("partition", inputs.consul_partition),
    ...line("primary_datacenter", inputs.consul_primary_datacenter),
    ...(inputs.audit_logging === true ? ["audit {\n  enabled = true\n}"] : []),
    "EOF",
    ...(extra === "" ? [] : ["cat << EOF > /consul/agent-extra.hcl", extra, "EOF"]),
    "exec consul agent -config-file /consul/agent-defaults.hcl",
  ].join("\n");
}

function line(name: string, value = ""): string[] {
  return value !== "" ? [`${name} = "${value}"`] : [];
}
