import {
  ANY_LAUNCH_TYPE,
  each,
  fields,
  flag,
  hclModuleSwitch,
  imageName,
  known,
  logConfiguration,
  mandatory,
  once,
  onlyProps,
  pattern,
  placeOf,
  policyArns,
  propRules,
  required,
  roleNameRule,
  serviceOptionRules,
  taskSizeRules,
  text,
  together,
  verdict,
  type AllChecks,
  type Rule,
} from "../../aws";
import { tenancyName, type ControllerInput, type ControllerLine } from "../../consul";
import { ASKED, serviceTaskChecks, type TaskSidecar } from "../common";
import type { AclControllerProps } from "./props";

/** What is checked of each prop by itself. */
const CHECKS = once((): AllChecks<AclControllerProps> => ({
  ...serviceTaskChecks(),
  release: [],
  // Whoever uses servers judges them first.
  servers: [],
  namePrefix: mandatory(
    pattern(/^[\w-]*$/, "must be letters, digits, hyphens and underscores", "Choose another prefix."),
  ),
  serviceName: pattern(
    /^[\w-]{1,255}$/,
    "must have 1 to 255 letters, digits, hyphens and underscores",
    "Choose another name, or leave it out.",
  ),
  consulEcsImage: imageName(),
  // With the launch types, which have drivers.
  logConfiguration: [],
  iamRolePath: pattern(
    /^[!-~]{0,512}$/,
    "must have 512 characters at most, without spaces",
    "Write it like '/consul-ecs/'.",
  ),
  partition: tenancyName(),
  executionRolePolicyArns: policyArns(),
  executeCommand: flag(),
  likeHclModule: hclModuleSwitch(),
  sidecars: [
    known("because they decide what is made", "Write the list out."),
    each(
      fields<TaskSidecar>({
        container: mandatory(ASKED),
        secretArns: mandatory(each(text())),
        kmsKeyArns: each(text()),
        taskStatements: ASKED,
        executionStatements: ASKED,
        preconditions: each(),
      }),
    ),
  ],
}));

/** The rules about the controller: of each prop by itself, of several together, and those of the line. */
export function controllerRules(
  props: AclControllerProps,
  line: ControllerLine,
  input: ControllerInput,
  size: { readonly cpu: number; readonly memory: number },
): Rule[] {
  const { compatibilities = ANY_LAUNCH_TYPE } = props;
  const own = [
    ...onlyProps(props, Object.keys(CHECKS())),
    ...propRules(props, CHECKS()),
    ...logConfiguration(placeOf(compatibilities))("logConfiguration", props.logConfiguration),
    ...serviceOptionRules(props, { defaultLaunchType: "FARGATE", compatibilities }),
  ];
  return together(own, () => [
    ...taskSizeRules(props, size),
    roleNameRule("namePrefix", props.namePrefix, `-${line.name}-execution`),
    ...aclRules(props),
    ...line.rules(input),
  ]);
}

/** The HCL modules do not ask whether the servers have ACLs; servers that say that they have none give no token a meaning. */
function aclRules({ servers }: AclControllerProps): Rule[] {
  const use = "Use servers with ACLs, and give the ARN of the secret with their bootstrap token.";
  return [
    ...verdict(
      "servers.acls",
      servers.acls,
      "must not be false: the controller manages tokens, of which such servers have none",
      use,
      servers.acls !== false,
    ),
    ...required(use, "is required: the controller manages tokens with the bootstrap token")(
      "servers.bootstrapTokenSecretArn",
      servers.bootstrapTokenSecretArn,
    ),
  ];
}
