import {
  anyOf,
  contains,
  each,
  every,
  mandatory,
  mapOf,
  matching,
  must,
  negate,
  whole,
  oneOf,
  pattern,
  shape,
  text,
  unique,
  length,
  type Check,
} from "../../aws";
import type { MeshGatewayMode } from "./upstream";

/** What consul-ecs takes as the name of a service. */
export const SERVICE_NAME = /^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$/;

/** The most characters of a label in DNS, by which services are found. */
export const LABEL_LENGTH = 63;

/** The name of a namespace or an admin partition of Consul Enterprise; empty is none. */
export function tenancyName(): Check {
  return pattern(
    /^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)?$/,
    "must have 1 to 63 letters, digits and hyphens, with a letter or digit at both ends",
    "Use the name that it has in Consul, or leave it out.",
  );
}

/** https://developer.hashicorp.com/consul/docs/reference/acl/auth-method */
export function authMethodName(): Check {
  return pattern(
    /^[A-Za-z0-9_-]{1,128}$/,
    "must have 1 to 128 letters, digits, hyphens and underscores",
    "Use the name that the auth method has in Consul.",
  );
}

/** Tags in Consul's catalog. */
export function serviceTags(): Check {
  return every(
    each(text(), length(1, Infinity, "must not be empty", "Remove it.")),
    whole(
      unique(
        "must not name anything twice, which consul-ecs refuses when the task starts",
        "Remove what is there twice.",
      ),
    ),
  );
}

/**
 * Meta data in Consul's catalog: Consul's own limits, in bytes.
 *
 * @param own keys that Consul takes of this kind of service, although they begin as its own do
 */
export function serviceMeta(own: readonly string[] = []): Check {
  const shorter = "Shorten it.";
  return mapOf({
    most: 64,
    rule: "must have 64 keys at most",
    fix: "Remove some.",
    key: every(
      pattern(/^[\w-]{1,128}$/, "must have a key of 1 to 128 letters, digits, hyphens and underscores", shorter),
      notConsuls(own),
    ),
    value: (prop, value) => {
      const type = text()(prop, value);
      return type.length > 0 ? type : bytes(512, "must have 512 bytes at most", shorter)(prop, value);
    },
  });
}

function notConsuls(own: readonly string[]): Check {
  const [isConsuls, isConsulsForTerraform] = matching(/^consul-/);
  return must<string>(
    "must not begin with 'consul-', which Consul keeps for itself",
    "Choose another key.",
    (key) => own.includes(key) || !isConsuls(key),
    (key) => anyOf(own.length > 0 && contains(own, key), negate(isConsulsForTerraform(key))),
  );
}

/** Of a token Terraform counts the characters, of which none has less than a byte. */
function bytes(most: number, rule: string, fix: string): Check {
  const characters = length(0, most, rule, fix);
  return (prop, value) => {
    const tooLong = typeof value === "string" && value.length <= most && Buffer.byteLength(value) > most;
    return tooLong ? [{ prop, rule, got: value, fix, holds: false }] : characters(prop, value);
  };
}

/** How traffic to another datacenter leaves. */
export function meshGatewayMode(): Check {
  return shape<MeshGatewayMode>({ mode: mandatory(oneOf(["none", "local", "remote"])) });
}
