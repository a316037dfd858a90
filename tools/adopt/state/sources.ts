import { isRecord, list, record, text, type Values } from "../values";
import { shownResources } from "./read-state";
import { UnreadableState, type StateResource } from "./resource";

/** What is known of a module call, whichever of its instances is meant. */
export interface CallSource {
  readonly source: string;
  /** The exact version, or a constraint. */
  readonly version?: string;
}

/** Module calls by where they stand: the names on the way to them, with dots between them. */
export type CallSources = ReadonlyMap<string, CallSource>;

/** What a plan says: the calls with their sources, what is in the state, and what the plan would change. */
export interface ReadPlan {
  readonly sources: CallSources;
  readonly resources: readonly StateResource[];
  /** Addresses that the plan itself would change. */
  readonly pending: readonly string[];
  /** What is asked of the AWS provider's version in the root module. */
  readonly awsProvider?: string;
}

/** @throws UnreadableState for what is no plan */
export function readPlan(json: unknown): ReadPlan {
  if (!isRecord(json) || !isRecord(json.configuration) || !("planned_values" in json)) {
    throw new UnreadableState(
      "is no plan: give what `terraform show -json FILE` writes of a file from `terraform plan -out FILE`.",
    );
  }
  const { configuration, prior_state: prior } = json;
  const providers = Object.values(record(configuration.provider_config)).map(record);
  const aws = providers.find(({ full_name: name }) => name === "registry.terraform.io/hashicorp/aws");
  const awsProvider = text(aws?.version_constraint);
  return {
    sources: new Map(moduleCalls(record(configuration.root_module), [])),
    resources: shownResources(record(record(prior).values)),
    pending: list(json.resource_changes)
      .map(record)
      .filter(isPending)
      .map(({ address }) => String(address)),
    ...(awsProvider === undefined ? {} : { awsProvider }),
  };
}

function isPending({ mode, change }: Values): boolean {
  const actions = list(record(change).actions);
  return mode === "managed" && !actions.every((action) => action === "no-op");
}

function moduleCalls(module: Values, path: readonly string[]): [string, CallSource][] {
  return Object.entries(record(module.module_calls)).flatMap(([name, call]) => {
    const { source, version_constraint: version, module: inner } = record(call);
    const at = [...path, name];
    return [[at.join("."), callSource(source, version)] as [string, CallSource], ...moduleCalls(record(inner), at)];
  });
}

/**
 * Reads `.terraform/modules/modules.json`, in which Terraform notes what it downloaded.
 *
 * @throws UnreadableState for anything else
 */
export function readModulesJson(json: unknown): CallSources {
  if (!isRecord(json) || !Array.isArray(json.Modules))
    throw new UnreadableState("is no list of modules: give `.terraform/modules/modules.json`.");
  const modules = json.Modules.map(record).filter(({ Key }) => text(Key) !== undefined);
  return new Map(modules.map(({ Key, Source, Version }) => [String(Key), callSource(Source, Version)]));
}

function callSource(source: unknown, version: unknown): CallSource {
  const exact = text(version);
  return { source: text(source) ?? "", ...(exact === undefined ? {} : { version: exact }) };
}
