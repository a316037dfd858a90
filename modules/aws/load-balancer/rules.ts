import { Fn, Op } from "cdktf";
import ipaddr from "ipaddr.js";
import { judge, quoteList, type Rule } from "../rules";
import type { FurtherTargetProps, HttpLoadBalancerProps, TargetSettings } from "./props";

/** Every rule about a load balancer. */
export function loadBalancerRules(props: HttpLoadBalancerProps): Rule[] {
  const { ingressCidrBlocks, ingressSecurityGroupIds, certificateArn } = props;
  return [
    lbNameRule("name", props.name),
    {
      prop: "securityGroupName",
      rule: "must have 1 to 255 characters and must not begin with 'sg-'",
      got: props.securityGroupName,
      fix: "Choose another name.",
      holds: judge(props.securityGroupName, (name) => /^(?!sg-).{1,255}$/.test(name)),
    },
    {
      prop: "subnetIds",
      rule: "must name at least two subnets, each once",
      got: props.subnetIds,
      fix: "Give subnets of two zones, because Elastic Load Balancing asks for them.",
      holds: judge(props.subnetIds, (ids) => ids.length >= 2 && new Set(ids).size === ids.length),
    },
    {
      prop: "ingressCidrBlocks",
      rule: "must let somebody in, unless ingressSecurityGroupIds does",
      got: ingressCidrBlocks,
      fix: "Give ingressCidrBlocks or ingressSecurityGroupIds.",
      holds: judge([...(ingressCidrBlocks ?? []), ...(ingressSecurityGroupIds ?? [])], (open) => open.length > 0),
    },
    ...(ingressCidrBlocks ?? []).map((block, index) => ({
      prop: `ingressCidrBlocks[${index}]`,
      rule: "must be a range of IPv4 addresses, without bits beyond its prefix",
      got: block,
      fix: "Write it like '203.0.113.0/24', or '203.0.113.7/32' for one address.",
      holds: judge(block, isNetwork),
    })),
    numberRule("port", props.port, 1, 65535),
    {
      prop: "certificateArn",
      rule: "must be the ARN of a certificate of ACM or IAM",
      got: certificateArn,
      fix: "Write it like 'arn:aws:acm:<region>:<account>:certificate/<id>'.",
      holds: judge(certificateArn, (arn) => CERTIFICATE.test(arn)),
    },
    ...withCertificate("sslPolicy", props.sslPolicy, certificateArn),
    ...withCertificate("redirectPort", props.redirectPort, certificateArn),
    {
      prop: "sslPolicy",
      rule: "must be the name of a policy of Elastic Load Balancing",
      got: props.sslPolicy,
      fix: "Leave it out for TLS 1.2 and 1.3.",
      holds: judge(props.sslPolicy, (policy) => /^ELBSecurityPolicy-[\w-]+$/.test(policy)),
    },
    numberRule("redirectPort", props.redirectPort, 1, 65535),
    {
      prop: "redirectPort",
      rule: "must be another port than port",
      got: props.redirectPort,
      fix: "Use 80.",
      holds: props.redirectPort === undefined || judge([props.redirectPort, props.port], ([a, b]) => a !== b),
    },
    numberRule("idleTimeout", props.idleTimeout, 1, 4000),
    {
      prop: "accessLogs.bucket",
      rule: "must be the name of a bucket",
      got: props.accessLogs?.bucket,
      fix: "Give its name, not its ARN.",
      holds: judge(props.accessLogs?.bucket, (bucket) => /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)),
    },
    ...targetRules(props),
  ];
}

/** Every rule about a further target, beside those that it meets on the balancer. */
export function furtherTargetRules(name: string, target: FurtherTargetProps): Rule[] {
  const { paths = [], hosts = [] } = target;
  return [
    lbNameRule("name", name),
    ...targetRules(target),
    numberRule("port", target.port, 1, 65535),
    numberRule("priority", target.priority, 1, 50000),
    {
      prop: "paths",
      rule: "must be given, or hosts or a port of its own",
      fix: "Say what goes to this target.",
      holds: target.port !== undefined || paths.length + hosts.length > 0,
    },
    ...paths.map((path, index) => ({
      prop: `paths[${index}]`,
      rule: "must begin with '/' or '*' and have at most 128 characters",
      got: path,
      fix: "Write it like '/api/*'.",
      holds: judge(path, (value) => /^[/*]\S{0,127}$/.test(value)),
    })),
    ...hosts.map((host, index) => ({
      prop: `hosts[${index}]`,
      rule: "must be a host name of at most 128 characters, with '*' and '?' where they may be anything",
      got: host,
      fix: "Write it like 'api.example.com', without a scheme or a port.",
      holds: judge(host, (value) => /^(?=.{1,128}$)[\w*?-]+(\.[\w*?-]+)*$/.test(value)),
    })),
  ];
}

function targetRules({ healthCheck, ...target }: TargetSettings): Rule[] {
  const { path, timeout, interval, matcher } = healthCheck;
  return [
    numberRule("containerPort", target.containerPort, 1, 65535),
    numberRule("deregistrationDelay", target.deregistrationDelay, 0, 3600),
    {
      prop: "protocolVersion",
      rule: `must be one of ${quoteList(["HTTP1", "HTTP2", "GRPC"])}`,
      got: target.protocolVersion,
      fix: "Leave it out for HTTP/1.1.",
      holds: judge(target.protocolVersion, (version) => ["HTTP1", "HTTP2", "GRPC"].includes(version)),
    },
    {
      prop: "healthCheck.path",
      rule: "must begin with '/' and have at most 1024 characters",
      got: path,
      fix: "Write it like '/health'.",
      holds: judge(path, (value) => /^\/\S{0,1023}$/.test(value)),
    },
    numberRule("healthCheck.timeout", timeout, 2, 120),
    numberRule("healthCheck.interval", interval, 5, 300),
    {
      prop: "healthCheck.timeout",
      rule: "must be less than healthCheck.interval",
      got: timeout,
      fix: "Shorten it, or ask less often.",
      holds: judge([timeout, interval], ([shorter = 0, longer = 0]) => shorter < longer),
    },
    {
      prop: "healthCheck.matcher",
      rule: "must be a code, several with commas, or a range",
      got: matcher,
      fix: "Write it like '200', '200,301' or '200-299'.",
      holds: judge(matcher, (codes) => /^\d{1,3}(-\d{1,3}|(,\d{1,3})*)$/.test(codes)),
    },
    numberRule("healthCheck.healthyThreshold", healthCheck.healthyThreshold, 2, 10),
    numberRule("healthCheck.unhealthyThreshold", healthCheck.unhealthyThreshold, 2, 10),
    numberRule("healthCheck.port", healthCheck.port, 1, 65535),
  ];
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html */
function lbNameRule(prop: string, name: string): Rule {
  return {
    prop,
    rule: "must have 1 to 32 letters, digits and hyphens, no hyphen at its ends, and must not begin with 'internal-'",
    got: name,
    fix: "Shorten it, or choose another name.",
    holds: judge(
      name,
      (value) => /^(?!internal-)(?!-)[a-zA-Z0-9-]{1,32}(?<!-)$/.test(value),
      (value) => Op.lte(Fn.lengthOf(value), 32),
    ),
  };
}

function numberRule(prop: string, value: number | undefined, from: number, to: number): Rule {
  return {
    prop,
    rule: `must be a whole number from ${from} to ${to}`,
    got: value,
    fix: "Correct it.",
    holds: judge(
      value,
      (number) => Number.isInteger(number) && number >= from && number <= to,
      (number) => Op.and(Op.gte(number, from), Op.lte(number, to)),
    ),
  };
}

function withCertificate(prop: string, value: unknown, certificateArn: string | undefined): Rule[] {
  return [
    {
      prop,
      rule: "is possible only with certificateArn",
      got: value,
      fix: "Give a certificate, or leave it out.",
      holds: value === undefined || certificateArn !== undefined,
    },
  ];
}

const CERTIFICATE = /^arn:[\w-]+:(acm:[\w-]+:\d{12}:certificate|iam::\d{12}:server-certificate)\/\S+$/;

function isNetwork(block: string): boolean {
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(block)) return false;
  const [, prefix] = ipaddr.IPv4.parseCIDR(block);
  return block === `${ipaddr.IPv4.networkAddressFromCIDR(block).toString()}/${prefix}`;
}
