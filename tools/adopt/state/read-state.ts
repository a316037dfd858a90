import { isRecord, list, number, record, text, type Values } from "../values";
import { UnreadableState, type StateResource } from "./resource";

/**
 * The managed resources of a state: of a raw state file (version 4), or of what `terraform show -json` makes of one.
 *
 * @throws UnreadableState for anything else
 */
export function readState(json: unknown): StateResource[] {
  if (isRecord(json) && json.version === 4) return list(json.resources).flatMap(rawResource);
  if (isRecord(json) && isRecord(json.values)) return shownResources(json.values);
  if (isRecord(json) && "planned_values" in json) throw new UnreadableState("is a plan: give it as --plan.");
  if (isRecord(json) && "format_version" in json) return [];
  throw new UnreadableState(
    "is no state: give what `terraform show -json` writes, or a state file of version 4 (`terraform state pull`).",
  );
}

/** What `terraform show -json` has in `values` of a state and of a plan. */
export function shownResources(values: Values): StateResource[] {
  return moduleResources(record(values.root_module));
}

function moduleResources(module: Values): StateResource[] {
  const own = list(module.resources)
    .map(record)
    .filter(({ mode }) => mode === "managed")
    .map((resource) => shownResource(text(module.address) ?? "", resource));
  return [...own, ...list(module.child_modules).flatMap((child) => moduleResources(record(child)))];
}

function shownResource(module: string, resource: Values): StateResource {
  const { index } = resource;
  return {
    address: String(resource.address),
    module,
    type: String(resource.type),
    name: String(resource.name),
    ...(isIndex(index) ? { index } : {}),
    provider: String(resource.provider_name),
    schemaVersion: number(resource.schema_version) ?? 0,
    values: record(resource.values),
    sensitive: sensitiveIn(resource.sensitive_values),
    tainted: resource.tainted === true,
    ...deposed(resource.deposed_key),
  };
}

function rawResource(given: unknown): StateResource[] {
  const resource = record(given);
  if (resource.mode !== "managed") return [];
  const module = text(resource.module) ?? "";
  const [type, name] = [String(resource.type), String(resource.name)];
  return list(resource.instances).map((instance) => {
    const { index_key: index, attributes, sensitive_attributes: paths, status, ...rest } = record(instance);
    return {
      address: [module, `${type}.${name}${indexText(index)}`].filter((part) => part !== "").join("."),
      module,
      type,
      name,
      ...(isIndex(index) ? { index } : {}),
      provider: /provider\["([^"]+)"\]/.exec(String(resource.provider))?.[1] ?? "",
      schemaVersion: number(rest.schema_version) ?? 0,
      values: record(attributes),
      sensitive: list(paths).map((path) => String(record(list(path)[0]).value)),
      tainted: status === "tainted",
      ...deposed(rest.deposed),
    };
  });
}

/** What is not sensitive is false in this document, or left out, at every depth. */
function sensitiveIn(marks: unknown): string[] {
  return Object.entries(record(marks)).flatMap(([name, mark]) => (isMarked(mark) ? [name] : []));
}

function isMarked(mark: unknown): boolean {
  if (typeof mark === "object" && mark !== null) return Object.values(mark).some(isMarked);
  return mark === true;
}

function deposed(key: unknown): Pick<StateResource, "deposed"> {
  const found = text(key);
  return found === undefined ? {} : { deposed: found };
}

function isIndex(index: unknown): index is number | string {
  return typeof index === "number" || typeof index === "string";
}

/** As Terraform writes it; a key that looks like a template is escaped there, too. */
function indexText(index: unknown): string {
  if (typeof index === "number") return `[${index}]`;
  return typeof index === "string" ? `[${JSON.stringify(index).replace(/([$%])\{/g, "$1$1{")}]` : "";
}
