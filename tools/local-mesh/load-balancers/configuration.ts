import type {
  Action,
  Listener,
  LoadBalancer,
  Rule,
  RuleCondition,
  TargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";

/** A target group and the share of the calls that it gets. */
export interface Share {
  readonly groupArn: string;
  readonly weight: number;
}

/** What a listener does with a call. */
export type ListenerAction =
  | { readonly kind: "forward"; readonly shares: readonly Share[]; readonly stickySeconds?: number }
  | {
      readonly kind: "redirect";
      readonly status: number;
      /** With AWS's placeholders: `#{protocol}://#{host}:#{port}/#{path}?#{query}`. */
      readonly location: {
        readonly protocol: string;
        readonly host: string;
        readonly port: string;
        readonly path: string;
        readonly query: string;
      };
    }
  | { readonly kind: "fixed"; readonly status: number; readonly contentType: string; readonly body: string };

/** What a call must be like, all of it; the last rule of a listener asks for nothing. */
export interface ListenerRule {
  readonly conditions: readonly RuleCondition[];
  readonly action: ListenerAction;
}

/** A listener of a load balancer, as it was asked for. */
export interface ListenerSettings {
  readonly arn: string;
  readonly port: number;
  readonly protocol: string;
  /** By priority, the default action last. */
  readonly rules: readonly ListenerRule[];
}

/** A load balancer with its listeners. */
export interface BalancerSettings {
  readonly arn: string;
  readonly name: string;
  readonly dnsName: string;
  readonly idleSeconds: number;
  readonly listeners: readonly ListenerSettings[];
}

/** How the targets of a group are asked whether they are well. */
export interface HealthCheck {
  readonly protocol: string;
  readonly path: string;
  /** None: the port that takes the traffic. */
  readonly port?: number;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** The answers that are good: `200`, `200,302` or `200-399`. */
  readonly matcher: string;
}

/** A target group, as it was asked for. */
export interface GroupSettings {
  readonly arn: string;
  readonly name: string;
  readonly protocol: string;
  readonly protocolVersion: string;
  readonly delaySeconds: number;
  /** Connections that are open after the delay are closed. */
  readonly terminates: boolean;
  /** How long a client stays with its target; none when it does not. */
  readonly stickySeconds?: number;
  readonly check: HealthCheck;
}

/** Everything that the account has of load balancing. */
export interface Configuration {
  readonly balancers: readonly BalancerSettings[];
  readonly groups: readonly GroupSettings[];
}

/** Attributes of a load balancer or of a target group. */
export type Attributes = Readonly<Record<string, string | undefined>>;

/** AWS closes a silent connection after this time, where nothing else is said. */
const IDLE_SECONDS = { application: 60, network: 350 };

/** @param listeners of this load balancer */
export function balancerSettings(
  balancer: LoadBalancer,
  attributes: Attributes,
  listeners: readonly ListenerSettings[],
): BalancerSettings {
  const idle = balancer.Type === "network" ? IDLE_SECONDS.network : IDLE_SECONDS.application;
  return {
    arn: balancer.LoadBalancerArn ?? "",
    name: balancer.LoadBalancerName ?? "",
    dnsName: balancer.DNSName ?? "",
    idleSeconds: Number(attributes["idle_timeout.timeout_seconds"] ?? idle),
    listeners,
  };
}

/** @param rules as AWS lists them: the default action is one of them, or missing */
export function listenerSettings(listener: Listener, rules: readonly Rule[]): ListenerSettings {
  const special = rules
    .filter(({ IsDefault }) => IsDefault !== true)
    .sort((one, other) => Number(one.Priority) - Number(other.Priority))
    .map(({ Conditions = [], Actions = [] }) => ({ conditions: Conditions, action: listenerAction(Actions) }));
  return {
    arn: listener.ListenerArn ?? "",
    port: listener.Port ?? 0,
    protocol: listener.Protocol ?? "",
    rules: [...special, { conditions: [], action: listenerAction(listener.DefaultActions ?? []) }],
  };
}

/** @param attributes of this group */
export function groupSettings(group: TargetGroup, attributes: Attributes): GroupSettings {
  const isSticky = attributes["stickiness.enabled"] === "true" && attributes["stickiness.type"] === "lb_cookie";
  const port = Number(group.HealthCheckPort);
  const isFast =
    (group.HealthCheckProtocol ?? "HTTP").startsWith("HTTP") && group.Protocol?.startsWith("HTTP") === true;
  return {
    arn: group.TargetGroupArn ?? "",
    name: group.TargetGroupName ?? "",
    protocol: group.Protocol ?? "HTTP",
    protocolVersion: group.ProtocolVersion ?? "HTTP1",
    delaySeconds: Number(attributes["deregistration_delay.timeout_seconds"] ?? 300),
    terminates: attributes["deregistration_delay.connection_termination.enabled"] === "true",
    stickySeconds: isSticky ? Number(attributes["stickiness.lb_cookie.duration_seconds"] ?? 86_400) : undefined,
    check: {
      protocol: group.HealthCheckProtocol ?? "HTTP",
      path: group.HealthCheckPath ?? "/",
      port: Number.isInteger(port) ? port : undefined,
      intervalSeconds: group.HealthCheckIntervalSeconds ?? 30,
      timeoutSeconds: group.HealthCheckTimeoutSeconds ?? (isFast ? 5 : 10),
      healthyThreshold: group.HealthyThresholdCount ?? 5,
      unhealthyThreshold: group.UnhealthyThresholdCount ?? 2,
      matcher: group.Matcher?.HttpCode ?? (isFast ? "200" : "200-399"),
    },
  };
}

/** The action that ends the list; what comes before it asks who the user is, and nobody can be asked here. */
function listenerAction(actions: readonly Action[]): ListenerAction {
  const action = [...actions].sort((one, other) => (one.Order ?? 0) - (other.Order ?? 0)).at(-1);
  if (!action) return { kind: "forward", shares: [] };
  const { RedirectConfig: redirect, FixedResponseConfig: fixed } = action;
  if (redirect) {
    return {
      kind: "redirect",
      status: redirect.StatusCode === "HTTP_302" ? 302 : 301,
      location: {
        protocol: redirect.Protocol ?? "#{protocol}",
        host: redirect.Host ?? "#{host}",
        port: redirect.Port ?? "#{port}",
        path: redirect.Path ?? "/#{path}",
        query: redirect.Query ?? "#{query}",
      },
    };
  }
  if (fixed) {
    const { StatusCode, ContentType, MessageBody } = fixed;
    return {
      kind: "fixed",
      status: Number(StatusCode),
      contentType: ContentType ?? "text/plain",
      body: MessageBody ?? "",
    };
  }
  return forwardAction(action);
}

function forwardAction({ TargetGroupArn, ForwardConfig }: Action): ListenerAction {
  const groups = ForwardConfig?.TargetGroups ?? [];
  const stickiness = ForwardConfig?.TargetGroupStickinessConfig;
  const shares = groups.map((group) => ({ groupArn: group.TargetGroupArn ?? "", weight: group.Weight ?? 1 }));
  return {
    kind: "forward",
    shares: shares.length > 0 || TargetGroupArn === undefined ? shares : [{ groupArn: TargetGroupArn, weight: 1 }],
    stickySeconds: stickiness?.Enabled === true ? (stickiness.DurationSeconds ?? 3600) : undefined,
  };
}
