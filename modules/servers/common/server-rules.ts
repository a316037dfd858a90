import {
  ANY_LAUNCH_TYPE,
  onlyProps,
  propRules,
  serviceOptionRules,
  SERVICE_OPTION_NAMES,
  taskOptionRules,
  TASK_OPTION_NAMES,
  together,
  type AllChecks,
  type LaunchType,
  type Rule,
} from "../../aws";
import { optionsElsewhereRules } from "../../consul";
import { persistenceRules } from "../storage";
import { keptDataRules } from "./kept-data-rules";
import type { AnyServerProps } from "./props";
import { rulesBetweenProps, serverChecks } from "./rules";
import { taskSize, type ServerFacts } from "./seam";

/** What differs between a server that is alone and one of several. */
export interface RulesOfKind<T> {
  readonly defaultLaunchType: LaunchType;
  /** What is checked of the props that only this kind has. */
  readonly also: AllChecks<T>;
}

/** Every rule about the props of a server; what has a default, with its default. */
export function serverRules<T extends object>(
  props: AnyServerProps & T,
  facts: ServerFacts,
  { defaultLaunchType, also }: RulesOfKind<T>,
): Rule[] {
  const { name, datacenter } = facts;
  const checks = serverChecks(props, facts);
  const own = [
    ...onlyProps(props, ["release", ...OPTIONS, ...Object.keys(checks), ...Object.keys(also)]),
    ...propRules({ ...props, name, datacenter }, checks),
    ...propRules<T>(props, also),
  ];
  return together(own, () => [
    ...optionsElsewhereRules(props.release, "devServer", props),
    ...taskOptionRules(props, taskSize(props)),
    ...serviceOptionRules(props, {
      defaultLaunchType,
      compatibilities: props.compatibilities ?? ANY_LAUNCH_TYPE,
    }),
    ...persistenceRules(props.persistence, props),
    ...keptDataRules(props),
    ...rulesBetweenProps(props, facts),
  ]);
}

/** They have rules of their own. */
const OPTIONS = Object.keys({ ...TASK_OPTION_NAMES, ...SERVICE_OPTION_NAMES });
