import {
  distinct,
  each,
  every,
  fields,
  inTurn,
  mandatory,
  must,
  notEmpty,
  notTogether,
  object,
  pattern,
  propRules,
  together,
  whole,
  writtenOut,
  type Check,
  type Rule,
} from "../../aws";
import { sourceKey, type AllowedSource, type Permission } from "./allowed-source";
import { isLayer7, type Protocol } from "./config-entry";
import { label, methods, requestPath } from "./names";

const PATHS = every(each(requestPath()), whole(notEmpty("must name at least one path", "Leave it out for any path.")));

const PERMISSION = inTurn(
  object<Permission>({ paths: inTurn(writtenOut(), PATHS), methods: methods() }),
  must<Permission>(
    "must say paths or methods",
    "Say what may be asked, or leave the permissions out for everything.",
    ({ paths, methods: given }) => paths !== undefined || given !== undefined,
    () => true,
  ),
);

const PERMISSIONS = inTurn(writtenOut(), each(PERMISSION));

/** The rules for permissions on calls to a service that speaks `protocol`. */
export function permissionRules(prop: string, permissions: readonly Permission[], protocol: Protocol): Rule[] {
  return [
    ...PERMISSIONS(prop, permissions),
    {
      prop,
      rule: "are possible only for a service whose protocol is 'http', 'http2' or 'grpc'",
      got: protocol,
      fix: "Give the service its protocol, or leave the permissions out.",
      holds: permissions.length === 0 || isLayer7(protocol),
    },
  ];
}

/** The name of a service, or the sign for all of them. */
function serviceOrAll(): Check {
  return pattern(
    /^([*]|[a-z0-9]([a-z0-9_-]*[a-z0-9])?)$/,
    "must be lower case letters, digits, hyphens and underscores, as in Consul's catalog, or '*'",
    "Give the name of the service, not its family.",
  );
}

function namespace(): Check {
  return pattern(
    /^([*]|[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)$/,
    "must be 1 to 63 letters, digits and hyphens, with a letter or digit at both ends, or '*'",
    "Use the name that Consul knows, or leave it out.",
  );
}

const SOURCE = object<AllowedSource>({
  service: mandatory(serviceOrAll()),
  peer: label(),
  partition: label(),
  namespace: namespace(),
  permissions: PERMISSIONS,
});

/** Somebody who may call. */
export function allowedSource(): Check {
  return (prop, value) =>
    together(SOURCE(prop, value ?? null), () => {
      const { peer, partition } = value as AllowedSource;
      return notTogether(
        { [`${prop}.peer`]: peer, partition },
        undefined,
        "Leave the partition out: the peer stands for one.",
      );
    });
}

const SOURCES = inTurn(
  writtenOut(),
  every(
    each(allowedSource()),
    whole(
      notEmpty("must name at least one", "Leave the intentions out: nobody may call without one."),
      distinct<AllowedSource>(sourceKey, "", "is in the list twice"),
    ),
  ),
);

/** The rules for the intentions of one service. */
export function intentionRules(
  destination: { readonly service: string; readonly partition?: string; readonly namespace?: string },
  sources: readonly AllowedSource[],
): Rule[] {
  const named = propRules({ destination, sources }, { destination: DESTINATION, sources: SOURCES });
  return together(named, () => [
    {
      prop: "sources",
      rule: "cannot have permissions where the destination is all services",
      fix: "Give the intentions of each service that has permissions.",
      holds: destination.service !== "*" || sources.every(({ permissions = [] }) => permissions.length === 0),
    },
  ]);
}

const DESTINATION = mandatory(
  fields<Parameters<typeof intentionRules>[0]>({
    service: mandatory(serviceOrAll()),
    partition: label(),
    namespace: namespace(),
  }),
);
