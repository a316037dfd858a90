import { Fn } from "cdktf";
import type { Construct } from "constructs";
import type { LogConfiguration } from "../container-definition";
import { lateStatements, WRITE_LOGS, type PolicyStatement, type PolicyStatements } from "../iam";
import { isKnown } from "../rules";
import { executionStatements, type TaskOptions } from "../task-options";
import { partitionOf } from "./arns";
import { providerFacts, type ProviderFacts } from "./provider-facts";

/** The logs of a task's containers. Asked when the stack is written, because containers may still come. */
export type LogConfigurations = () => readonly (LogConfiguration | null | undefined)[];

/**
 * What ECS may do to start a task: read its secrets, and write its logs. With `namedLogGroups` that is to the groups that
 * the containers name, otherwise to every group, as the HCL modules have it.
 *
 * @param more what else it may do, asked when the stack is written
 */
export function startStatements(
  scope: Construct,
  options: TaskOptions,
  secretArns: readonly string[],
  logs: LogConfigurations,
  more?: () => readonly PolicyStatement[],
): PolicyStatements {
  if (!options.namedLogGroups && !more) return executionStatements(secretArns, options);
  const write = logStatements(scope, options);
  return lateStatements(() => [...executionStatements(secretArns, options, write(logs())), ...(more?.() ?? [])]);
}

/** The right to write logs, as the options have it. What it asks of the provider it asks at once. */
export function logStatements(
  scope: Construct,
  options: Pick<TaskOptions, "namedLogGroups">,
): (logs: ReturnType<LogConfigurations>) => readonly PolicyStatement[] {
  if (!options.namedLogGroups) return () => [WRITE_LOGS];
  const { partition, accountId } = providerFacts(scope);
  return (logs) => writeLogs(logs, { partition, accountId });
}

/** The right to write to the log groups that are named, each by its name. */
function writeLogs(
  logs: ReturnType<LogConfigurations>,
  facts: Pick<ProviderFacts, "partition" | "accountId">,
): PolicyStatement[] {
  const Resource = [...new Set(logs.flatMap((log) => (log?.logDriver === "awslogs" ? streamsOf(log, facts) : [])))];
  return Resource.length === 0 ? [NOTHING] : [{ ...WRITE_LOGS, Resource }];
}

/** A policy needs a statement, and may have no other one. This one allows what everybody may do without being allowed. */
const NOTHING: PolicyStatement = { Effect: "Allow", Action: ["sts:GetCallerIdentity"], Resource: ["*"] };

/** The ARN of all streams of the group. */
function streamsOf(
  { options = {} }: LogConfiguration,
  facts: Pick<ProviderFacts, "partition" | "accountId">,
): string[] {
  const group = option(options, "awslogs-group", "");
  if (group === undefined) return [];
  const region = option(options, "awslogs-region", "*");
  const partition = region === undefined ? facts.partition : partitionOf(region, facts);
  return [`arn:${partition}:logs:${region ?? "*"}:${facts.accountId}:log-group:${group}:*`];
}

function option(
  options: NonNullable<LogConfiguration["options"]>,
  name: string,
  otherwise: string,
): string | undefined {
  return isKnown(options) ? options[name] : (Fn.lookup(options, name, otherwise) as string);
}
