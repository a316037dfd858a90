import type { StateResource } from "../state";
import { isRecord, list, text, type Values } from "../values";
import type { AdoptedCall, Adoption, BesideResource } from "./adopted";
import { code, Code } from "./code";
import { wordsOf, type Identifiers, type Names } from "./identifiers";
import { importId } from "./import-ids";
import { resourceConfig, type ResourceConfig } from "./resource-config";
import { BESIDE_FORMS, type BesideForm } from "./resource-forms";

export function isBesideType(type: string): boolean {
  return type in BESIDE_FORMS;
}

/** What a resource beside the calls is told; of an ECS service but for its task definition. */
export function besideConfig({ type, values }: StateResource): ResourceConfig {
  return resourceConfig(formOf(type), values);
}

/** The class of the provider that a type is written as. */
export function classOf(type: string): string {
  return formOf(type).className;
}

function formOf(type: string): BesideForm {
  const form = BESIDE_FORMS[type];
  if (form === undefined) throw new Error(`${type} is not taken over beside calls.`);
  return form;
}

/** The classes that are written, each once. */
export function besideClasses({ calls, beside }: Adoption): BesideForm[] {
  const resources = [...calls.flatMap(({ services }) => services), ...beside.map(({ resource }) => resource)];
  return [...new Set(resources.map(({ type }) => formOf(type)))];
}

/** Ids and ARNs of what was written so far, and how it is referred to. */
export type References = Map<string, Code>;

/** The statements that make and adopt what stands beside the calls; what others refer to comes first. */
export function besideStatements(
  { beside, newState }: Adoption,
  references: References,
  identifiers: Identifiers,
): string[] {
  return inOrder(beside).map(({ resource, config }) => {
    const names = besideNames(resource, identifiers);
    const statement = adoptedResource(resource, names, referring(config, references), newState);
    const { id, arn } = resource.values;
    references.set(String(id), new Code(`${names.constant}.${id === arn ? "arn" : "id"}`));
    return statement;
  });
}

/** The statements that make and adopt the services of a call. */
export function serviceStatements(
  { services }: AdoptedCall,
  taskDefinition: Code,
  newState: boolean,
  references: References,
  identifiers: Identifiers,
): string[] {
  return services.map((service) => {
    const config = { ...referring(besideConfig(service).config, references), taskDefinition };
    return adoptedResource(service, besideNames(service, identifiers), config, newState);
  });
}

function besideNames({ module, type, name, index }: StateResource, identifiers: Identifiers): Names {
  const { suffix } = formOf(type);
  const key = index === undefined ? "" : String(index);
  return identifiers.names([...wordsOf(module), name, key, suffix], suffix);
}

function adoptedResource(resource: StateResource, { constant, id }: Names, config: Values, newState: boolean): string {
  const options = newState ? `, ${code({ importId: importId(resource) })}` : "";
  return [
    `const ${constant} = new ${classOf(resource.type)}(this, ${code(id)}, ${code(config)});`,
    `adoptResource(${constant}, ${code(resource.address)}${options});`,
  ].join("\n");
}

/** With a reference in place of each id and ARN of what is written already. */
export function referring(values: Values, references: References): Values {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, referred(value, references)]));
}

function referred(value: unknown, references: References): unknown {
  if (typeof value === "string") return references.get(value) ?? value;
  if (value instanceof Code) return value;
  if (Array.isArray(value)) return value.map((each) => referred(each, references));
  return isRecord(value) ? referring(value, references) : value;
}

function inOrder(all: readonly BesideResource[]): BesideResource[] {
  const byId = new Map(all.map((each) => [text(each.resource.values.id), each]));
  const seen = new Set<BesideResource>();
  const ordered: BesideResource[] = [];
  const visit = (each: BesideResource): void => {
    if (seen.has(each)) return;
    seen.add(each);
    for (const id of textsIn(each.config)) {
      const other = byId.get(id);
      if (other !== undefined) visit(other);
    }
    ordered.push(each);
  };
  all.forEach(visit);
  return ordered;
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return (isRecord(value) ? Object.values(value) : list(value)).flatMap(textsIn);
}
