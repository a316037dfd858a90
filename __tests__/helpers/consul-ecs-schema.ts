import { z } from "zod";
import type { Release } from "../../modules/consul";

/**
 * What consul-ecs accepts as CONSUL_ECS_CONFIG_JSON, by release line, after `config/schema.json` of hashicorp/consul-ecs
 * at v0.6.2 and v0.10.0. A task whose document does not match it ends as soon as it starts.
 *
 * The published schemas put `expose` beside the properties of `proxy` (0.6) or of the document (0.10), where it has no
 * effect or the wrong one; consul-ecs reads it inside `proxy`, and so it is here.
 */

/** Most fields may be null or be left out. */
const maybe = <T extends z.ZodType>(type: T) => type.nullable().optional();

const text = maybe(z.string());
const flag = maybe(z.boolean());
const whole = maybe(z.int());
const names = maybe(
  z.array(z.string()).refine((items) => new Set(items).size === items.length, "an item is there twice"),
);
const ports = maybe(z.array(z.int()).refine((items) => new Set(items).size === items.length, "a port is there twice"));
const stringMap = maybe(z.record(z.string(), z.string()));
const opaque = maybe(z.record(z.string(), z.unknown()));
const serviceName = maybe(z.string().regex(/(^$)|(^[a-z0-9]([a-z0-9-_]*[a-z0-9])?$)/));
const percent = z.int().min(0).max(100).optional();
const count = z.int().min(0).optional();

const meshGateway = maybe(z.looseObject({ mode: z.enum(["none", "local", "remote"]) }));

const expose = maybe(
  z.looseObject({
    checks: z.boolean().optional(),
    paths: z
      .array(
        z.looseObject({
          listenerPort: z.int().optional(),
          path: z.string().optional(),
          localPathPort: z.int().optional(),
          protocol: z.enum(["http", "http2"]).optional(),
        }),
      )
      .optional(),
  }),
);

const login = {
  enabled: flag,
  method: text,
  includeEntity: flag,
  meta: stringMap,
  region: text,
  stsEndpoint: text,
  serverIdHeaderValue: text,
};

const upstream = {
  destinationType: maybe(z.enum(["service", "prepared_query"])),
  destinationNamespace: text,
  destinationPartition: text,
  destinationName: z.string(),
  datacenter: text,
  localBindAddress: text,
  localBindPort: z.int(),
  config: opaque,
  meshGateway,
};

const service = {
  name: serviceName,
  tags: names,
  port: z.int(),
  enableTagOverride: flag,
  meta: stringMap,
  weights: maybe(z.strictObject({ passing: z.int(), warning: z.int() })),
  namespace: text,
  partition: text,
};

const address = maybe(z.strictObject({ address: text, port: whole }));

const gateway = {
  lanAddress: address,
  wanAddress: address,
  name: serviceName,
  tags: names,
  meta: stringMap,
  namespace: text,
  partition: text,
  proxy: maybe(z.looseObject({ config: opaque })),
};

const common = {
  logLevel: maybe(z.enum(["TRACE", "DEBUG", "INFO", "WARN", "ERROR"])),
  bootstrapDir: z.string().min(1),
  healthSyncContainers: names,
};

const check = z.strictObject({
  checkId: text,
  name: z.string().optional(),
  args: maybe(z.array(z.string())),
  interval: text,
  timeout: text,
  ttl: text,
  http: text,
  header: maybe(z.record(z.string(), z.array(z.string()))),
  method: text,
  body: text,
  tcp: text,
  udp: text,
  status: maybe(z.enum(["passing", "warning", "critical", "maintenance"])),
  notes: text,
  tlsServerName: text,
  tlsSkipVerify: flag,
  grpc: text,
  grpcUseTls: flag,
  h2ping: text,
  h2pingUseTls: flag,
  aliasNode: text,
  aliasService: text,
  successBeforePassing: whole,
  failuresBeforeCritical: whole,
});

const schema06 = z.strictObject({
  ...common,
  consulHTTPAddr: text,
  consulCACertFile: text,
  consulLogin: maybe(z.strictObject(login)),
  service: z.looseObject({ ...service, checks: maybe(z.array(check)) }).optional(),
  proxy: maybe(
    z.looseObject({
      config: opaque,
      publicListenerPort: whole,
      upstreams: maybe(z.array(z.strictObject(upstream))),
      meshGateway,
      expose,
    }),
  ),
  gateway: z.strictObject({ ...gateway, kind: z.enum(["mesh-gateway"]) }).optional(),
});

const connection = { caCertFile: text, tls: flag, tlsServerName: text };

const consulServers = z.strictObject({
  hosts: z.string(),
  skipServerWatch: flag,
  defaults: maybe(z.looseObject(connection)),
  http: maybe(z.looseObject({ ...connection, https: flag, port: whole })),
  grpc: maybe(z.looseObject({ ...connection, port: whole })),
});

const resilience = z.strictObject({
  enabled: z.boolean().optional(),
  outlierDetection: maybe(
    z.strictObject({
      interval: count,
      maxFailures: z.int().min(1).optional(),
      enforcingConsecutive5xx: percent,
      consecutive5xx: count,
      enforcingConsecutiveGatewayFailure: percent,
      consecutiveGatewayFailure: count,
      maxEjectionPercent: percent,
    }),
  ),
});

const schema010 = z.strictObject({
  ...common,
  consulLogin: maybe(z.strictObject({ ...login, datacenter: text })),
  consulServers,
  controller: maybe(z.strictObject({ iamRolePath: text, partitionsEnabled: flag, partition: text })),
  service: z.strictObject({ ...service, networkResilienceConfig: maybe(resilience) }).optional(),
  proxy: maybe(
    z.looseObject({
      config: opaque,
      localServiceAddress: text,
      publicListenerPort: whole,
      healthCheckPort: z.int().optional(),
      upstreams: maybe(z.array(z.strictObject({ ...upstream, destinationPeer: text }))),
      meshGateway,
      expose,
    }),
  ),
  gateway: z
    .strictObject({
      ...gateway,
      kind: z.enum(["mesh-gateway", "terminating-gateway", "api-gateway"]),
      healthCheckPort: z.int().optional(),
    })
    .optional(),
  transparentProxy: maybe(
    z.strictObject({
      enabled: flag,
      excludeInboundPorts: ports,
      excludeOutboundPorts: ports,
      excludeOutboundCIDRs: names,
      excludeUIDs: names,
      consulDNS: z.strictObject({ enabled: flag }).optional(),
    }),
  ),
});

const SCHEMAS: { readonly [R in Release]: z.ZodType<ConsulEcsConfig> } = {
  "0.10": schema010 as unknown as z.ZodType<ConsulEcsConfig>,
  "0.6": schema06 as unknown as z.ZodType<ConsulEcsConfig>,
};

/** A document, once it is known that consul-ecs would take it. */
export type ConsulEcsConfig = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Refuses a document that consul-ecs of the line would refuse, and returns it. */
export function validConsulEcsConfig(release: Release, document: unknown): ConsulEcsConfig {
  const result = SCHEMAS[release].safeParse(document);
  if (result.success) return document as ConsulEcsConfig;
  throw new Error(`consul-ecs of line ${release} refuses the document:\n${z.prettifyError(result.error)}`);
}

/**
 * The CONSUL_ECS_CONFIG_JSON of a container, of which consul-ecs of the line would take every field. References in it
 * stand for strings.
 */
export function consulEcsConfigOf(
  release: Release,
  container: { readonly environment?: readonly { readonly name: string; readonly value: string }[] },
): ConsulEcsConfig {
  const variable = container.environment?.find(({ name }) => name === "CONSUL_ECS_CONFIG_JSON");
  if (!variable) throw new Error("The container has no CONSUL_ECS_CONFIG_JSON.");
  return validConsulEcsConfig(release, JSON.parse(variable.value));
}
