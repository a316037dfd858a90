import {
  cidr,
  differs,
  each,
  every,
  fields,
  judge,
  length,
  notEmpty,
  notPattern,
  oneOf,
  pattern,
  portNumber,
  propRules,
  requires,
  unique,
  wholeNumber,
  type Check,
  type Rule,
} from "../rules";
import type { FurtherTargetProps, HttpLoadBalancerProps, TargetHealthCheck, TargetSettings } from "./props";

/** Every rule about a load balancer. */
export function loadBalancerRules(props: HttpLoadBalancerProps): Rule[] {
  const { ingressCidrBlocks = [], ingressSecurityGroupIds = [], certificateArn, sslPolicy, redirectPort } = props;
  return [
    ...propRules(props, {
      name: LB_NAME,
      securityGroupName: SECURITY_GROUP_NAME,
      subnetIds: [
        length(2, Infinity, "must name at least two subnets", "Give subnets of two zones."),
        unique("must name each subnet once", "Give subnets of two zones."),
      ],
      ingressCidrBlocks: each(cidr()),
      port: portNumber(),
      certificateArn: CERTIFICATE,
      sslPolicy: pattern(
        /^ELBSecurityPolicy-[a-zA-Z0-9-]+$/,
        "must be the name of a policy of Elastic Load Balancing",
        "Leave it out for TLS 1.2 and 1.3.",
      ),
      redirectPort: portNumber("Use 80."),
      idleTimeout: wholeNumber(1, 4000),
      accessLogs: fields<NonNullable<HttpLoadBalancerProps["accessLogs"]>>({
        bucket: pattern(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "must be the name of a bucket", "Give no ARN."),
      }),
    }),
    ...notEmpty("must let somebody in", "Give ingressCidrBlocks or ingressSecurityGroupIds.")("ingressCidrBlocks", [
      ...ingressCidrBlocks,
      ...ingressSecurityGroupIds,
    ]),
    ...requires({ sslPolicy }, { certificateArn }),
    ...requires({ redirectPort }, { certificateArn }),
    {
      prop: "redirectPort",
      rule: "must be another port than port",
      got: redirectPort,
      fix: "Use 80.",
      holds: redirectPort === undefined || differs(redirectPort, [props.port]),
    },
    ...targetRules(props),
  ];
}

/** Every rule about a further target, beside those that it meets on the balancer. */
export function furtherTargetRules(name: string, target: FurtherTargetProps): Rule[] {
  const { port, paths = [], hosts = [] } = target;
  return [
    ...propRules(
      { ...target, name },
      {
        name: LB_NAME,
        port: portNumber(),
        priority: wholeNumber(1, 50000),
        paths: each(
          pattern(
            /^[/*][^ ]{0,127}$/,
            "must begin with '/' or '*' and have at most 128 characters",
            "Write it like '/api/*'.",
          ),
        ),
        hosts: each(
          pattern(
            /^[a-zA-Z0-9_*?-][a-zA-Z0-9_*?.-]{0,127}$/,
            "must be a host name of at most 128 characters, with '*' and '?' where they may be anything",
            "Write it like 'api.example.com', without a scheme or a port.",
          ),
        ),
      },
    ),
    {
      prop: "paths",
      rule: "must be given, or hosts or a port of its own",
      fix: "Say what goes to this target.",
      holds: port !== undefined || paths.length + hosts.length > 0,
    },
    ...targetRules(target),
  ];
}

/** What a port and a priority must meet on the balancer. */
export function freeRule(prop: "port" | "priority", value: number | undefined, others: readonly number[]): Rule {
  return {
    prop,
    rule: "must be that of one target only",
    got: value,
    fix: `Choose another one than ${others.join(", ")}.`,
    holds: value === undefined || differs(value, others),
  };
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html */
function targetRules(target: TargetSettings): Rule[] {
  const { timeout, interval } = target.healthCheck;
  return [
    ...propRules(target, {
      containerPort: portNumber(),
      deregistrationDelay: wholeNumber(0, 3600),
      protocolVersion: oneOf(["HTTP1", "HTTP2", "GRPC"], "Leave it out for HTTP/1.1."),
      healthCheck: fields<TargetHealthCheck>({
        path: [
          pattern(/^\/[^ ]*$/, "must begin with '/'", "Write it like '/health'."),
          length(1, 1024, "must have at most 1024 characters", "Shorten it."),
        ],
        timeout: wholeNumber(2, 120),
        interval: wholeNumber(5, 300),
        matcher: pattern(
          /^[0-9]{1,3}(-[0-9]{1,3}|(,[0-9]{1,3})*)$/,
          "must be a code, several with commas, or a range",
          "Write it like '200', '200,301' or '200-299'.",
        ),
        healthyThreshold: wholeNumber(2, 10),
        unhealthyThreshold: wholeNumber(2, 10),
        port: portNumber(),
      }),
    }),
    {
      prop: "healthCheck.timeout",
      rule: "must be less than healthCheck.interval",
      got: timeout,
      fix: "Shorten it, or ask less often.",
      holds: judge([timeout, interval], ([shorter = 0, longer = 0]) => shorter < longer),
    },
  ];
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html */
const LB_NAME: Check = every(
  pattern(
    /^[a-zA-Z0-9]([a-zA-Z0-9-]{0,30}[a-zA-Z0-9])?$/,
    "must have 1 to 32 letters, digits and hyphens, and no hyphen at its ends",
    "Shorten it, or choose another name.",
  ),
  notPattern(/^internal-/, "must not begin with 'internal-', which is AWS's own", "Choose another name."),
);

const SECURITY_GROUP_NAME: Check = every(
  length(1, 255, "must have 1 to 255 characters", "Shorten it."),
  notPattern(/^sg-/, "must not begin with 'sg-', which is AWS's own", "Choose another name."),
);

const CERTIFICATE = pattern(
  /^arn:[a-z-]+:(acm:[a-z0-9-]+:[0-9]{12}:certificate|iam::[0-9]{12}:server-certificate)\/[^ ]+$/,
  "must be the ARN of a certificate of ACM or IAM",
  "Write it like 'arn:aws:acm:<region>:<account>:certificate/<id>'.",
);
