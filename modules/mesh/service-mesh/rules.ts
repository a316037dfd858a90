import {
  awsId,
  isKnown,
  object,
  waitables,
  each,
  fields,
  flag,
  known,
  inTurn,
  unlessAttribute,
  mandatory,
  onlyProps,
  oneOf,
  pattern,
  propRules,
  region,
  requires,
  text,
  together,
  writtenOut,
  type AllChecks,
  type Checks,
  type Rule,
} from "../../aws";
import { propsOfLineRules, releaseLine, type ConsulServers, type Release, type Releases } from "../../consul";
import { configEntriesRules, label, type ConfigEntry } from "../../consul/config-entries";
import { ASKED, ECS_CLUSTER_ARN, TASK_SUBNET_IDS } from "../common";
import type { MeshGroup, MeshPlacement } from "../service";
import type { MeshCluster, MeshLogs, MeshNetwork, ServiceMeshAttributes, ServiceMeshProps } from "./props";

/** What becomes a part of names. */
const NAME = inTurn(
  known("because entries are told apart by it", "Decide it in the environment's data."),
  pattern(
    /^[a-z][a-z0-9-]{0,29}$/,
    "must be 1 to 30 lower case letters, digits and hyphens, the first a letter",
    "Give a short name: the roles of the mesh are named after it, and AWS allows 64 characters.",
  ),
);

const PROPS: AllChecks<ServiceMeshProps> = {
  // A line that does not exist is refused before.
  release: [],
  servers: mandatory(fields<ConsulServers>({})),
  cluster: mandatory(
    fields<MeshCluster>({
      arn: mandatory(ECS_CLUSTER_ARN),
      name: mandatory(
        pattern(
          /^[\w-]{1,255}$/,
          "must have 1 to 255 letters, digits, hyphens and underscores",
          "Give the name of the cluster.",
        ),
      ),
    }),
  ),
  network: mandatory(
    fields<MeshNetwork>({
      vpcId: mandatory(unlessAttribute(awsId("vpc"))),
      privateSubnetIds: TASK_SUBNET_IDS,
    }),
  ),
  name: NAME,
  formerNames: [
    writtenOut("because entries are told apart by them"),
    each(known("because entries are told apart by it", "Write it out."), text()),
  ],
  configEntries: [
    known("because it decides what is made", "Decide it in the environment's data."),
    oneOf(["deliver", "none"], "Leave it out to have them delivered."),
  ],
  moreConfigEntries: (prop, entries) =>
    entries === undefined ? [] : configEntriesRules(prop, entries as ConfigEntry[]),
  deliverAlso: ASKED,
  // What delivers the entries judges it.
  takeOver: [],
  controller: flag(),
  logs: object<MeshLogs>({
    logGroup: mandatory(
      pattern(
        /^[\w./#-]{1,512}$/,
        "must have 1 to 512 letters, digits and ._-/#",
        "Give the name of the log group, not its ARN.",
      ),
    ),
    region: mandatory(region()),
  }),
  placement: object<MeshPlacement>({
    // Each service has rules for these.
    compatibilities: [],
    runtimePlatform: known("because its members decide what is made", "Write it out. What is in it may be tokens."),
    permissionsBoundary: [],
    launchType: [],
    capacityProviderStrategy: [],
    waitForSteadyState: [],
  }),
  taskDefaults: fields({}),
  executeCommand: flag(),
  rollAfterLoss: flag(),
  region: region(),
  dependsOn: waitables(),
  partition: [
    known("because it decides which intentions the mesh writes", "Decide it in the environment's data."),
    label(),
  ],
  securityGroup: fields<MeshGroup>({
    securityGroupId: mandatory(unlessAttribute(awsId("sg"))),
    allowFrom: mandatory(ASKED),
  }),
};

/** The rules about a mesh. */
export function serviceMeshRules<R extends Release>(props: ServiceMeshProps<R>, name: string): Rule[] {
  const own = [
    ...onlyProps(props, Object.keys(PROPS)),
    ...propRules<Omit<ServiceMeshProps, "taskDefaults">>({ ...props, name }, PROPS),
    ...fields({})("taskDefaults", props.taskDefaults),
  ];
  return together(own, () => [...taskDefaultRules<R>(props), ...tokenRules(props)]);
}

/** What every task is told is judged as if it was told. */
export function taskDefaultRules<R extends Release>({
  release,
  taskDefaults,
}: Pick<ServiceMeshProps<R>, "release" | "taskDefaults">): Rule[] {
  if (taskDefaults === undefined) return [];
  const checks: Checks<Releases[R]["meshTask"]> = releaseLine<R>(release).meshTask.optionChecks();
  return [
    ...propsOfLineRules(release, "meshTask", taskDefaults, []),
    ...propRules<Partial<Releases[R]["meshTask"]>>(taskDefaults, checks),
  ].map((rule) => ({ ...rule, prop: `taskDefaults.${rule.prop}` }));
}

function tokenRules({ servers, controller, configEntries = "deliver" }: ServiceMeshProps): Rule[] {
  const token = servers.configEntriesTokenSecretArn ?? servers.bootstrapTokenSecretArn;
  return [
    {
      prop: "configEntries",
      rule: "cannot be delivered to servers with ACLs without a token",
      got: configEntries,
      fix: "Give servers.configEntriesTokenSecretArn, the ARN of a secret with a token that may write them, or say configEntries: 'none' and write them yourself.",
      holds: configEntries === "none" || !servers.acls || token !== undefined,
    },
    ...requires(
      { controller },
      { "servers.acls": servers.acls },
      "needs servers with ACLs: it hands out their tokens",
      "Leave it out, or use servers with ACLs.",
    ),
  ];
}

const ATTRIBUTES = mandatory(
  object<ServiceMeshAttributes>({
    release: [],
    servers: [],
    cluster: [],
    network: [],
    securityGroupId: mandatory(unlessAttribute(awsId("sg"))),
  }),
);

/** The rules for what only an imported mesh is told; the rest is what every mesh has. */
export function importRules(attributes: unknown, options: object): Rule[] {
  const mayNot = ["release", "servers", "cluster", "network", "controller", "securityGroup"];
  return [
    ...ATTRIBUTES("attributes", attributes),
    ...fields({})("options", options),
    ...onlyProps(
      isKnown(options) ? options : {},
      Object.keys(PROPS).filter((name) => !mayNot.includes(name)),
    ),
  ];
}
