import {
  inTurn,
  isAbsent,
  isKnown,
  judge,
  known,
  length,
  mandatory,
  negate,
  oneOf,
  pattern,
  portNumber,
  shape,
  verdict,
  wholeNumber,
  type AllChecks,
  type Check,
  type Rule,
} from "../rules";
import type { TargetHealthCheck, TargetSettings } from "./props";

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html */
export function targetChecks(): AllChecks<TargetSettings> {
  return {
    containerPort: portNumber(),
    deregistrationDelay: wholeNumber(0, 3600),
    protocolVersion: oneOf(["HTTP1", "HTTP2", "GRPC"], "Leave it out for HTTP/1.1."),
    healthCheck: mandatory(healthCheck()),
  };
}

function healthCheck(): Check {
  return inTurn(
    known("because its parts have defaults", "Write it out: its values may be known to Terraform only."),
    shape<TargetHealthCheck>({
      path: mandatory(
        inTurn(
          pattern(/^\/[^ ]*$/, "must begin with '/'", "Write it like '/health'."),
          length(1, 1024, "must have at most 1024 characters", "Shorten it."),
        ),
      ),
      timeout: mandatory(wholeNumber(2, 120)),
      interval: mandatory(wholeNumber(5, 300)),
      matcher: pattern(
        /^[0-9]{1,3}(-[0-9]{1,3})?(,[0-9]{1,3}(-[0-9]{1,3})?)*$/,
        "must be a code, several with commas, or a range",
        "Write it like '200', '200,301' or '200-299'.",
      ),
      healthyThreshold: wholeNumber(2, 10),
      unhealthyThreshold: wholeNumber(2, 10),
      port: portNumber(),
    }),
  );
}

/**
 * What the settings of a target must meet together.
 *
 * @param certificateArn of the listener
 */
export function targetRules(target: TargetSettings, certificateArn: string | undefined): Rule[] {
  const { timeout, interval, matcher } = target.healthCheck;
  const { protocolVersion } = target;
  const isShorter = judge([timeout, interval], ([shorter = 0, longer = 0]) => shorter < longer);
  return [
    ...verdict(
      "healthCheck.timeout",
      timeout,
      "must be less than healthCheck.interval",
      "Shorten it, or ask less often.",
      isShorter,
    ),
    ...verdict(
      "protocolVersion",
      protocolVersion,
      "must be 'HTTP1' without a certificate: the balancer speaks HTTP/2 with HTTPS only",
      "Give a certificateArn, or leave it out for HTTP/1.1.",
      !isOf(protocolVersion, "HTTP2", "GRPC") || negate(isAbsent(certificateArn)),
    ),
    ...matcherRules(matcher, protocolVersion),
  ];
}

function matcherRules(matcher: string | undefined, protocolVersion: TargetSettings["protocolVersion"]): Rule[] {
  if (protocolVersion !== undefined && !isKnown(protocolVersion)) return [];
  const [form, codes, example]: readonly [RegExp, string, string] =
    protocolVersion === "GRPC"
      ? [/^[0-9]{1,2}([,-][0-9]{1,2})*$/, "0 to 99", "0"]
      : [/^[2-4][0-9]{2}([,-][2-4][0-9]{2})*$/, "200 to 499", "200"];
  const rule = `must have codes from ${codes}${protocolVersion === "GRPC" ? " with gRPC" : ""}`;
  return pattern(form, rule, `Write it like '${example}'.`)("healthCheck.matcher", matcher);
}

function isOf(value: unknown, ...values: readonly string[]): boolean {
  return typeof value === "string" && values.includes(value);
}
