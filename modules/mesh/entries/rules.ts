import {
  ANY_LAUNCH_TYPE,
  each,
  flag,
  imageName,
  known,
  logConfiguration,
  mandatory,
  once,
  onlyProps,
  pattern,
  placeOf,
  propRules,
  roleNameRule,
  serviceOptionRules,
  shape,
  taskSizeRules,
  together,
  wholeNumber,
  writtenOut,
  type AllChecks,
  type Rule,
} from "../../aws";
import { configEntriesRules, label, type ConfigEntry } from "../../consul/config-entries";
import { ASKED, ECS_CLUSTER_ARN, serviceTaskChecks } from "../common";
import type { ConfigEntriesDeliveryProps, ConfigEntriesServiceProps, RollAfterLoss } from "./props";

/** It becomes part of keys in Consul, so it must be known. */
const OWNER = (prop: string, owner: unknown): Rule[] =>
  [
    known("because it is part of keys in Consul", "Use the name of the mesh."),
    pattern(
      /^[A-Za-z0-9_.-]{1,64}$/,
      "must have 1 to 64 letters, digits, dots, hyphens and underscores",
      "Use the name of the mesh.",
    ),
  ].flatMap((check) => check(prop, owner));

/** What is checked of each prop by itself. */
const CHECKS = once((): AllChecks<ConfigEntriesDeliveryProps> => ({
  release: [],
  // Whoever uses servers judges them first.
  servers: [],
  owner: mandatory(OWNER),
  formerOwners: [writtenOut(), each(OWNER)],
  entries: mandatory(ASKED),
  takeOver: [
    writtenOut("because it becomes one text"),
    each(
      pattern(
        /^[^\s/]+(\/[^\s/]+){1,2}$/,
        "must be a kind and a name with a slash between, and nothing blank",
        "Write it as the log does: 'service-defaults/api'.",
      ),
    ),
  ],
  image: imageName(),
  partition: label(),
  authMethods: [
    writtenOut("because it becomes one text"),
    each(
      pattern(
        /^[\w-]+$/,
        "must be a name of letters, digits, hyphens and underscores",
        "Use those of the release line: releaseLine(release).controller.authMethods.",
      ),
    ),
  ],
  rollCommand: mandatory(ASKED),
  rollAfterLoss: [
    known("because it decides what is made", "Write it out."),
    shape<RollAfterLoss>({ clusterArn: mandatory(ECS_CLUSTER_ARN), services: mandatory(ASKED) }),
  ],
  intervalSeconds: wholeNumber(5, 3600, "Leave it out for 30."),
  // With the launch types, which have drivers.
  logConfiguration: [],
  bucketName: pattern(
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    "must have 3 to 63 lower-case letters, digits, dots and hyphens",
    "Choose another name, or leave it out.",
  ),
}));

/** The rules for what delivers entries. */
export function deliveryRules(props: ConfigEntriesDeliveryProps): Rule[] {
  const own = [
    ...onlyProps(props, Object.keys(CHECKS())),
    ...propRules(props, CHECKS()),
    ...logConfiguration(placeOf(ANY_LAUNCH_TYPE))("logConfiguration", props.logConfiguration),
  ];
  return together(own, () => serverRules(props));
}

/** Of the props of a service those that are the delivery's. */
export function deliveryPropsOf(props: ConfigEntriesServiceProps): ConfigEntriesDeliveryProps {
  const { release, servers, owner, formerOwners, entries, takeOver, image, partition, authMethods } = props;
  const { rollCommand, rollAfterLoss, intervalSeconds, logConfiguration: log, bucketName } = props;
  return {
    ...{ release, servers, owner, formerOwners, entries, takeOver, image, partition, authMethods },
    ...{ rollCommand, rollAfterLoss, intervalSeconds, logConfiguration: log, bucketName },
  };
}

function serverRules({ servers }: ConfigEntriesDeliveryProps): Rule[] {
  return [
    {
      prop: "servers.httpAddress",
      rule: "or servers.hosts is required: entries are delivered through the HTTP API",
      fix: "Give the address of the servers' HTTP API, such as 'https://consul.example.com:8501'.",
      holds: !!servers.httpAddress || !!servers.hosts,
    },
    {
      prop: "servers.configEntriesTokenSecretArn",
      rule: "or servers.bootstrapTokenSecretArn is required: the servers have ACLs",
      fix: "Give the ARN of a secret with a token that has the policy in modules/mesh/entries/README.md.",
      holds: !servers.acls || !!servers.configEntriesTokenSecretArn || !!servers.bootstrapTokenSecretArn,
    },
  ];
}

/** What is checked of the props that a service of its own has beside. */
const SERVICE_CHECKS = once((): AllChecks<Omit<ConfigEntriesServiceProps, keyof ConfigEntriesDeliveryProps>> => ({
  ...serviceTaskChecks(),
  namePrefix: mandatory(
    pattern(/^[\w-]*$/, "must be letters, digits, hyphens and underscores", "Choose another prefix."),
  ),
  executeCommand: flag(),
}));

/** The rules for the service; those of the delivery are its own, but for the names of its props. */
export function serviceRules(
  props: ConfigEntriesServiceProps,
  suffix: string,
  size: { readonly cpu: number; readonly memory: number },
): Rule[] {
  const { compatibilities = ANY_LAUNCH_TYPE } = props;
  const own = [
    ...onlyProps(props, [...Object.keys(CHECKS()), ...Object.keys(SERVICE_CHECKS())]),
    ...propRules<Partial<ConfigEntriesServiceProps>>(props, SERVICE_CHECKS()),
    ...serviceOptionRules(props, { defaultLaunchType: "FARGATE", compatibilities }),
  ];
  return together(own, () => [
    ...taskSizeRules(props, size),
    roleNameRule("namePrefix", props.namePrefix, `${suffix}-execution`),
  ]);
}

/** The rules for the entries, which are asked for when the stack is written. */
export function entryRules(entries: readonly ConfigEntry[], partition: string | undefined): Rule[] {
  const own = configEntriesRules("entries", entries);
  return together(own, () => deliveredRules(entries, partition));
}

function deliveredRules(entries: readonly ConfigEntry[], partition: string | undefined): Rule[] {
  return entries.flatMap((entry) => [
    {
      prop: `${entry.Kind} ${entry.Name ?? ""}`.trim(),
      rule: "must not hold a private key, which everybody could read who may describe a task",
      fix: "Use a file-system-certificate, or write the inline-certificate by hand.",
      holds: !("PrivateKey" in entry),
    },
    {
      prop: `${entry.Kind} ${entry.Name ?? ""}`.trim(),
      rule: "must be of the partition of the delivery",
      got: { Partition: entry.Partition, Namespace: entry.Namespace, delivery: partition },
      fix: "Give the delivery the partition, 'default' where only namespaces are used, or leave both out.",
      holds:
        partition === undefined
          ? entry.Partition === undefined && entry.Namespace === undefined
          : entry.Partition === undefined || entry.Partition === partition,
    },
  ]);
}
