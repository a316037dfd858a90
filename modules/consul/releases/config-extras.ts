import {
  distinct,
  each,
  every,
  known,
  mandatory,
  once,
  oneOf,
  pattern,
  portNumber,
  shape,
  text,
  trueOrFalse,
  values,
  wholeNumber,
  type AllChecks,
  type Check,
} from "../../aws";
import { authMethodName, meshGatewayMode } from "./registration-checks";
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

/** What is given wins over what is there: its fields are put over those of the document. */
function writtenOut(): Check {
  return known("because it is put over what is there", "Write it out; its values may be tokens.");
}

/** The login part, which is all that a gateway takes. */
export const loginExtras = once(() =>
  every(
    writtenOut(),
    shape<LoginExtras>({
      enabled: trueOrFalse(),
      method: authMethodName(),
      includeEntity: trueOrFalse(),
      meta: values(text()),
      region: pattern(/^[a-z0-9-]*$/, "must be a region", "Write it like 'us-east-1'."),
      stsEndpoint: pattern(/^\S*$/, "must have no spaces", "Give the whole address."),
      serverIdHeaderValue: text(),
    }),
  ),
);

/**
 * The fields of CONSUL_ECS_CONFIG_JSON without a prop of their own.
 *
 * @param more what a line knows of a service beside it
 */
export function configExtras<S extends ServiceExtras = ServiceExtras>(
  more: AllChecks<Omit<S, keyof ServiceExtras>>,
): Check {
  const proxy = shape<ProxyExtras>({
    meshGateway: meshGatewayMode(),
    expose: shape<NonNullable<ProxyExtras["expose"]>>({ checks: trueOrFalse(), paths: exposedPaths() }),
    config: values(),
  });
  const service = shape<ServiceExtras>({ enableTagOverride: trueOrFalse(), weights: weights(), ...more });
  return every(
    writtenOut(),
    shape<ConfigExtras>({ service: [writtenOut(), service], proxy: [writtenOut(), proxy], consulLogin: loginExtras() }),
  );
}

/** Each path has a listener of its own. */
function exposedPaths(): Check {
  return every(
    each(exposedPath()),
    distinct<ExposedPath>(
      ({ listenerPort }) => listenerPort,
      ".listenerPort",
      "is the port of another path too",
      "Choose another port.",
    ),
  );
}

function exposedPath(): Check {
  return shape<ExposedPath>({
    listenerPort: portNumber(),
    path: pattern(/^\/\S*$/, "must begin with '/' and have no spaces", "Write it like '/health'."),
    localPathPort: portNumber(),
    protocol: oneOf(["http", "http2"]),
  });
}

/** https://developer.hashicorp.com/consul/docs/reference/service */
function weights(): Check {
  return shape<NonNullable<ServiceExtras["weights"]>>({
    passing: mandatory(wholeNumber(1, 65535)),
    warning: mandatory(wholeNumber(0, 65535)),
  });
}
