import { each, mandatory, notEmpty, oneOf, pattern, unique, whole, type Check, type Rule } from "../../aws";

/** The name of a service, as consul-ecs takes it. */
export function serviceName(): Check {
  return pattern(
    /^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$/,
    "must be lower case letters, digits, hyphens and underscores, as in Consul's catalog",
    "Give the name of the service, not its family.",
  );
}

/** The rules for the name of an entry about a service. */
export function named(name: string): Rule[] {
  return mandatory(serviceName())("name", name);
}

/** What Consul Enterprise and peerings call by a label of host names: a partition, a namespace, a peer. */
export function label(): Check {
  return pattern(
    /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/,
    "must be 1 to 63 letters, digits and hyphens, with a letter or digit at both ends",
    "Use the name that Consul knows, or leave it out.",
  );
}

/** The name of a datacenter. */
export function datacenter(): Check {
  return pattern(
    /^[A-Za-z0-9_-]+$/,
    "must be letters, digits, hyphens and underscores",
    "Use the name that its servers were started with, such as 'dc2', or leave it out.",
  );
}

/** A time, as Go writes it. */
export function duration(example: string): Check {
  return pattern(
    /^(0|([0-9]+(\.[0-9]*)?(ns|us|µs|ms|s|m|h))+)$/,
    "must be a time with its unit",
    `Write it like "${example}".`,
  );
}

/** A path of a request. */
export function requestPath(): Check {
  return pattern(/^\//, "must begin with '/'", "Write the path as the client asks for it.");
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE"];

/** Methods of requests, each once, as Consul takes them. */
export function methods(): readonly Check[] {
  const all = "Leave it out for all of them.";
  return [
    each(oneOf(METHODS, all, `must be an HTTP method in upper case: ${METHODS.join(", ")}`)),
    whole(
      notEmpty("must name at least one method", all),
      unique("must name each method once", "Remove the one that is there twice."),
    ),
  ];
}
