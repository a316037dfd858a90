import {
  allProps,
  anyOf,
  awsId,
  awsIds,
  cidr,
  differs,
  each,
  inTurn,
  isAbsent,
  isListToken,
  known,
  length,
  mandatory,
  negate,
  notPattern,
  notTogether,
  pattern,
  portNumber,
  requires,
  shape,
  together,
  trueOrFalse,
  unique,
  verdict,
  whole,
  wholeNumber,
  type Check,
  type Rule,
} from "../rules";
import { ruleDescription, securityGroupName } from "../security-group-checks";
import { tagMap } from "../tag-rules";
import type { FurtherTargetProps, HttpLoadBalancerProps } from "./props";
import { targetChecks, targetRules } from "./target-rules";

/** Every rule about a load balancer. */
export function loadBalancerRules(props: HttpLoadBalancerProps): Rule[] {
  const checked = allProps(props, {
    ...targetChecks(),
    name: mandatory(lbName()),
    vpcId: mandatory(awsId("vpc")),
    subnetIds: mandatory(awsIds("subnet", 2, "must name at least two subnets", "Give subnets of two zones.")),
    securityGroupName: mandatory(securityGroupName()),
    description: mandatory(ruleDescription()),
    ingressCidrBlocks: once(cidr({ ipv6: true })),
    ingressSecurityGroupIds: once(awsId("sg")),
    port: mandatory(portNumber()),
    certificateArn: certificate(),
    sslPolicy: pattern(
      /^ELBSecurityPolicy-[a-zA-Z0-9-]+$/,
      "must be the name of a policy of Elastic Load Balancing",
      "Leave it out for TLS 1.2 and 1.3.",
    ),
    redirectPort: portNumber("Use 80."),
    internal: trueOrFalse(),
    deletionProtection: trueOrFalse(),
    accessLogs: accessLogs(),
    idleTimeout: wholeNumber(1, 4000),
    tags: tagMap(),
  });
  return together(checked, () => rulesBetweenProps(props));
}

function rulesBetweenProps(props: HttpLoadBalancerProps): Rule[] {
  const { ingressCidrBlocks, ingressSecurityGroupIds, certificateArn, sslPolicy, redirectPort, port } = props;
  const somebody = anyOf(negate(isAbsent(ingressCidrBlocks)), negate(isAbsent(ingressSecurityGroupIds)));
  const give = "Give ingressCidrBlocks or ingressSecurityGroupIds.";
  const isFree = redirectPort === undefined || differs(redirectPort, [port]);
  return [
    ...verdict("ingressCidrBlocks", ingressCidrBlocks ?? null, "must let somebody in", give, somebody),
    ...requires({ sslPolicy }, { certificateArn }),
    ...requires({ redirectPort }, { certificateArn }),
    ...verdict("redirectPort", redirectPort, "must be another port than port", "Use 80.", isFree),
    ...targetRules(props, certificateArn),
  ];
}

/**
 * Every rule about a further target, beside those that it meets on the balancer.
 *
 * @param name the target group's, given or made
 * @param certificateArn the balancer's
 */
export function furtherTargetRules(name: string, target: FurtherTargetProps, certificateArn?: string): Rule[] {
  const split = "Add a target for the others: AWS takes no more for one rule.";
  const few = whole(length(1, MOST_VALUES, `must have 1 to ${MOST_VALUES} values`, split));
  const checked = allProps<FurtherTargetProps>(
    { ...target, name },
    {
      ...targetChecks(),
      name: lbName(),
      port: portNumber(),
      priority: wholeNumber(1, 50000, "Choose a free one: the lowest that is met decides."),
      paths: [each(path()), few],
      hosts: [each(host()), few],
    },
  );
  return together(checked, () => conditionRules(target, split).concat(targetRules(target, certificateArn)));
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html */
const MOST_VALUES = 5;

function conditionRules({ port, paths, hosts, priority }: FurtherTargetProps, split: string): Rule[] {
  const shares = "Give the target a port of its own, or paths or hosts on the balancer's.";
  const isCounted = !isListToken(paths ?? []) && !isListToken(hosts ?? []);
  const count = (paths ?? []).length + (hosts ?? []).length;
  const isSaid = port !== undefined || paths !== undefined || hosts !== undefined;
  return [
    ...notTogether({ port, paths, hosts, priority }, "cannot be given together with paths, hosts or priority", shares),
    ...verdict("paths", paths ?? null, "must be given, or hosts or a port of its own", shares, isSaid),
    ...verdict(
      "priority",
      priority ?? null,
      "must be given with paths or hosts",
      "Say which target is asked first, 1 to 50000.",
      port !== undefined || !isSaid || priority !== undefined,
    ),
    ...verdict(
      "paths",
      paths,
      `must have at most ${MOST_VALUES} values together with hosts`,
      split,
      !isCounted || (paths ?? []).length > MOST_VALUES || (hosts ?? []).length > MOST_VALUES || count <= MOST_VALUES,
    ),
  ];
}

/** What a port and a priority must meet on the balancer. */
export function freeRule(prop: "port" | "priority", value: number | undefined, others: readonly number[]): Rule[] {
  const fix = "Choose another one than those of the balancer and its other targets.";
  const isFree = value === undefined || differs(value, others);
  return verdict(prop, value, "must be that of one target only", fix, isFree);
}

/** A list in which nothing is twice: AWS refuses a permission that is there already. */
function once(item: Check): Check {
  return inTurn(each(item), whole(unique("must name each only once", "Remove the one that is there twice.")));
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html */
function lbName(): Check {
  return inTurn(
    pattern(
      /^[a-zA-Z0-9]([a-zA-Z0-9-]{0,30}[a-zA-Z0-9])?$/,
      "must have 1 to 32 letters, digits and hyphens, and no hyphen at its ends",
      "Shorten it, or choose another name.",
    ),
    notPattern(/^internal-/, "must not begin with 'internal-', which is AWS's own", "Choose another name."),
  );
}

function certificate(): Check {
  return pattern(
    /^arn:[a-z-]+:(acm:[a-z0-9-]+:[0-9]{12}:certificate|iam::[0-9]{12}:server-certificate)\/[^ ]+$/,
    "must be the ARN of a certificate of ACM or IAM",
    "Write it like 'arn:aws:acm:<region>:<account>:certificate/<id>'.",
  );
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html */
function accessLogs(): Check {
  return inTurn(
    known("because it decides what is made", "Write it out: its values may be known to Terraform only."),
    shape<NonNullable<HttpLoadBalancerProps["accessLogs"]>>({
      bucket: mandatory(pattern(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "must be the name of a bucket", "Give no ARN.")),
      prefix: inTurn(
        pattern(/^[^/\s]([^\s]*[^/\s])?$/, "must be a path without a slash at its ends", "Leave it out for none."),
        notPattern(/AWSLogs/, "must not hold 'AWSLogs', which AWS puts behind it", "Choose another one."),
      ),
    }),
  );
}

function path(): Check {
  return pattern(
    /^[/*][^ ]{0,127}$/,
    "must begin with '/' or '*' and have at most 128 characters",
    "Write it like '/api/*'.",
  );
}

function host(): Check {
  return pattern(
    /^[a-zA-Z0-9_*?-][a-zA-Z0-9_*?.-]{0,127}$/,
    "must be a host name of at most 128 characters, with '*' and '?' where they may be anything",
    "Write it like 'api.example.com', without a scheme or a port.",
  );
}
