import { onlyKeys, type Rule } from "../../aws";
import type { MeshGatewayMode } from "./upstream";

/**
 * Fields of CONSUL_ECS_CONFIG_JSON that have no prop of their own; where a field is given here, it wins.
 * HCL: `consul_ecs_config`.
 */
export interface ConfigExtras {
  readonly service?: ServiceExtras;
  readonly proxy?: ProxyExtras;
  readonly consulLogin?: LoginExtras;
}

export interface ServiceExtras {
  readonly enableTagOverride?: boolean;
  /** Weights of the service in Consul's DNS answers. */
  readonly weights?: { readonly passing: number; readonly warning: number };
}

export interface ProxyExtras {
  readonly meshGateway?: MeshGatewayMode;
  /** Opens HTTP paths of the application, such as health checks, without mutual TLS. */
  readonly expose?: { readonly checks?: boolean; readonly paths?: readonly ExposedPath[] };
  readonly config?: Readonly<Record<string, unknown>>;
}

export interface ExposedPath {
  readonly listenerPort?: number;
  readonly path?: string;
  readonly localPathPort?: number;
  readonly protocol?: string;
}

/** How a task logs in with its IAM role. */
export interface LoginExtras {
  readonly enabled?: boolean;
  readonly method?: string;
  readonly includeEntity?: boolean;
  readonly meta?: Readonly<Record<string, string>>;
  readonly region?: string;
  readonly stsEndpoint?: string;
  readonly serverIdHeaderValue?: string;
}

const LOGIN_KEYS = ["enabled", "method", "includeEntity", "meta", "region", "stsEndpoint", "serverIdHeaderValue"];

/** The login part alone, which is all that a gateway of line 0.6 takes. */
export function loginRules(prop: string, login: LoginExtras | undefined): Rule[] {
  return onlyKeys(`${prop}.consulLogin`, login, LOGIN_KEYS);
}

/** Refuses unknown keys, at every depth at which the HCL modules do. */
export function extrasRules(
  prop: string,
  extras: ConfigExtras | undefined,
  more: { readonly top?: readonly string[]; readonly service?: readonly string[] } = {},
): Rule[] {
  const proxy = extras?.proxy;
  return [
    ...onlyKeys(prop, extras, ["service", "proxy", "consulLogin", ...(more.top ?? [])]),
    ...onlyKeys(`${prop}.service`, extras?.service, ["enableTagOverride", "weights", ...(more.service ?? [])]),
    ...onlyKeys(`${prop}.service.weights`, extras?.service?.weights, ["passing", "warning"]),
    ...onlyKeys(`${prop}.proxy`, proxy, ["meshGateway", "expose", "config"]),
    ...onlyKeys(`${prop}.proxy.meshGateway`, proxy?.meshGateway, ["mode"]),
    ...onlyKeys(`${prop}.proxy.expose`, proxy?.expose, ["checks", "paths"]),
    ...(proxy?.expose?.paths ?? []).flatMap((path, index) =>
      onlyKeys(`${prop}.proxy.expose.paths[${index}]`, path, ["listenerPort", "path", "localPathPort", "protocol"]),
    ),
    ...loginRules(prop, extras?.consulLogin),
  ];
}
