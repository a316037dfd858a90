import type { Compatibility, ContainerDefinition, LogConfiguration, RoleAttributes } from "../../modules/aws";
import { containerFieldNames, onlyKeys } from "../../modules/aws";
import type { TransparentProxy } from "../../modules/consul";
import type { HclInputs } from "./hcl-inputs";
import {
  anyObject,
  anyObjectOrNone,
  bool,
  list,
  literal,
  map,
  nullable,
  number,
  object,
  string,
  stringOrNone,
  TypeMismatch,
  word,
  type Type,
} from "./types";

/** Variables that every module has. */
export function taskOptions(hcl: HclInputs) {
  return {
    compatibilities: hcl.optional("requires_compatibilities", list(word<Compatibility>)),
    // A null and an empty one mean the same.
    logConfiguration: hcl.optional("log_configuration", anyObjectOrNone<LogConfiguration>),
  };
}

/** Variables of the tasks that are part of the mesh. */
export function meshOptions(hcl: HclInputs) {
  return {
    ...taskOptions(hcl),
    family: hcl.required("family", string),
    cpu: hcl.optional("cpu", number),
    memory: hcl.optional("memory", number),
    serviceName: hcl.optional("consul_service_name", stringOrNone),
    serviceTags: hcl.optional("consul_service_tags", list(string)),
    serviceMeta: hcl.optional("consul_service_meta", map(string)),
    partition: hcl.optional("consul_partition", stringOrNone),
    iamRolePath: hcl.optional("iam_role_path", string),
    taskRolePolicyArns: hcl.optional("additional_task_role_policies", list(string)),
    executionRolePolicyArns: hcl.optional("additional_execution_role_policies", list(string)),
    consulEcsImage: hcl.optional("consul_ecs_image", string),
    serviceTokenAuthMethodName: hcl.optional("service_token_auth_method_name", string),
    tags: hcl.optional("tags", map(literal)),
  };
}

/** Variables of the client agent that a task of line 0.6 runs, and of its proxy. */
export function clientAgentOptions(hcl: HclInputs) {
  return {
    consulImage: hcl.optional("consul_image", string),
    envoyImage: hcl.optional("envoy_image", string),
    clientTokenAuthMethodName: hcl.optional("client_token_auth_method_name", string),
    enableAclTokenReplication: hcl.optional("enable_acl_token_replication", bool),
    agentConfiguration: hcl.optional("consul_agent_configuration", stringOrNone),
    auditLogging: hcl.optional("audit_logging", bool),
  };
}

/**
 * An application's container. What the provider does not know, and what is null, it drops, and so is it here; but for an
 * entry point that is null, which means something to the module.
 */
export const container: Type<ContainerDefinition> = (value) => {
  lists(value);
  const given = Object.entries(anyObject<ContainerDefinition>(value));
  const known = given.filter(
    ([key, member]) => containerFieldNames().includes(key) && (member !== null || key === "entryPoint"),
  );
  return anyObject<ContainerDefinition>(Object.fromEntries(known));
};

const items = list(anyObject);
const lists = object(
  {},
  {
    portMappings: items,
    environment: items,
    secrets: items,
    mountPoints: items,
    volumesFrom: items,
    dependsOn: items,
    ulimits: items,
  },
);

const role = object({ id: nullable(string), arn: nullable(string) });

/**
 * A role that the caller brings: `create_<kind>_role = false` and `<kind>_role`.
 *
 * @param prop the construct's prop, for the message
 */
export function ownRole(hcl: HclInputs, kind: "task" | "execution", prop: string): RoleAttributes | undefined {
  const create = hcl.optional(`create_${kind}_role`, bool) ?? true;
  const given = hcl.optional(`${kind}_role`, role);
  hcl.refuse({
    prop,
    rule: `would be ignored: ${kind}_role is given while create_${kind}_role is true`,
    fix: `Set create_${kind}_role = false to use the role, or leave it out.`,
    holds: !create || !given?.arn,
  });
  if (create) return undefined;
  const arn = given?.arn ?? "";
  // The module only passes the id on; the name is the end of the ARN.
  return { arn, id: given?.id ?? arn.split("/").at(-1) ?? "" };
}

/** The variables about the transparent proxy, which is on by default. */
export function transparentProxy(hcl: HclInputs): TransparentProxy {
  return {
    enabled: hcl.optional("enable_transparent_proxy", bool) ?? true,
    consulDns: hcl.optional("enable_consul_dns", bool),
    excludeInboundPorts: hcl.optional("exclude_inbound_ports", list(number)),
    excludeOutboundPorts: hcl.optional("exclude_outbound_ports", list(number)),
    excludeOutboundCidrs: hcl.optional("exclude_outbound_cidrs", list(string)),
    excludeUids: hcl.optional("exclude_uids", list(string)),
  };
}

/** `consul_ecs_config` of a type of the construct. What must be an object in it is one. */
export function configExtras<T>(hcl: HclInputs): T | undefined {
  return hcl.optional("consul_ecs_config", extras) as T | undefined;
}

/**
 * `consul_ecs_config` of line 0.10: its `transparentProxy` is checked for unknown keys and then has no effect, because
 * the module lets the variables win, all of which have defaults.
 */
export function configExtras010<T>(hcl: HclInputs): T | undefined {
  const { transparentProxy: ignored, ...config } = hcl.optional("consul_ecs_config", extras) ?? {};
  const prop = "consulEcsConfig.transparentProxy";
  const { consulDNS } = (ignored ?? {}) as { readonly consulDNS?: object };
  hcl.refuse(...onlyKeys(prop, ignored as object, TRANSPARENT_PROXY_KEYS));
  hcl.refuse(...onlyKeys(`${prop}.consulDNS`, consulDNS, ["enabled"]));
  return config as T;
}

const TRANSPARENT_PROXY_KEYS = [
  "enabled",
  "excludeInboundPorts",
  "excludeOutboundPorts",
  "excludeOutboundCIDRs",
  "excludeUIDs",
  "consulDNS",
];

/** The paths in `consul_ecs_config` at which the modules look at the keys, and so refuse anything but an object. */
const OBJECTS = [
  "service",
  "service.weights",
  "service.networkResilienceConfig",
  "service.networkResilienceConfig.outlierDetection",
  "proxy",
  "proxy.meshGateway",
  "proxy.expose",
  "consulLogin",
  "transparentProxy",
  "transparentProxy.consulDNS",
];

const extras: Type<Readonly<Record<string, unknown>>> = (value) => {
  for (const path of OBJECTS) objectAt(value, path.split("."), "");
  const { expose } = (anyObject(value).proxy ?? {}) as { readonly expose?: { readonly paths?: unknown } };
  if (expose !== undefined && "paths" in expose) within(".proxy.expose.paths", () => list(anyObject)(expose.paths));
  return anyObject(value);
};

function objectAt(value: unknown, [key, ...rest]: readonly string[], at: string): void {
  const members = within(at, () => anyObject(value));
  if (key !== undefined && key in members) objectAt(members[key], rest, `${at}.${key}`);
}

function within<T>(at: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof TypeMismatch ? new TypeMismatch(at + error.at, error.rule) : error;
  }
}
