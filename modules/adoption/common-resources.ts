import { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { MODULE_RESOURCES, type AdoptedModule, type MappedResource } from "./module-resources";

/** A resource that a call of a module and a construct have in common. */
export interface CommonResource {
  /** Its name in the module; of several, with its place: `aws_iam_role.task`, `aws_iam_role_policy_attachment.more[1]`. */
  readonly name: string;
  /** The same as the state has it: what a module makes or not is the first of a list there, `aws_iam_role.task[0]`. */
  readonly from: string;
  /** Its address in the stack. */
  readonly to: string;
}

/** What the construct makes as the module does. A resource that it does not make with its props is not among it. */
export function commonResources(construct: Construct, module: AdoptedModule): CommonResource[] {
  return Object.entries(MODULE_RESOURCES[module]).flatMap(([name, resource]) =>
    "path" in resource ? instances(construct, name, resource) : [],
  );
}

/** The resources of the module that leave the state, by their names there. */
export function forgottenResources(module: AdoptedModule): string[] {
  return Object.entries(MODULE_RESOURCES[module]).flatMap(([name, resource]) =>
    "forgotten" in resource ? [name] : [],
  );
}

/** Where a resource is in its stack: its id there depends on where its construct stands. */
export function addressOf({ terraformResourceType, friendlyUniqueId }: TerraformResource): string {
  return `${terraformResourceType}.${friendlyUniqueId}`;
}

function instances(construct: Construct, name: string, { times, path }: MappedResource): CommonResource[] {
  if (times === "each") return inTurn(construct, name, path);
  const to = addressAt(construct, path);
  return to === undefined ? [] : [{ name, from: times === "maybe" ? `${name}[0]` : name, to }];
}

function inTurn(construct: Construct, name: string, path: string, index = 0): CommonResource[] {
  const to = addressAt(construct, `${path}${index}`);
  if (to === undefined) return [];
  const numbered = `${name}[${index}]`;
  return [{ name: numbered, from: numbered, to }, ...inTurn(construct, name, path, index + 1)];
}

function addressAt(construct: Construct, path: string): string | undefined {
  const found = path.split("/").reduce<unknown>((at, id) => childOf(at, id), construct);
  return TerraformResource.isTerraformResource(found) ? addressOf(found) : undefined;
}

function childOf(parent: unknown, id: string): unknown {
  return Construct.isConstruct(parent) ? parent.node.tryFindChild(id) : undefined;
}
