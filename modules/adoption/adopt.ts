import type { Construct } from "constructs";
import {
  enforce,
  fields,
  inTurn,
  mandatory,
  onlyKeys,
  quoteList,
  text,
  typeRules,
  values,
  verdict,
  writtenOut,
  type Rule,
} from "../aws";
import { AclController } from "../mesh/controller";
import { GatewayTask } from "../mesh/gateway";
import { MeshService } from "../mesh/service";
import { MeshTask } from "../mesh/task";
import type { DevServer } from "../servers/dev";
import { moduleAddress, withoutKeys } from "./addresses";
import { AdoptionBlocks, type Blocks } from "./blocks";
import { commonResources, forgottenResources } from "./common-resources";
import type { AdoptedModule } from "./module-resources";

/** What stands for a call of one of the HCL modules. Of a `MeshService` it is the task that is in it. */
export type Adoptable = MeshTask | MeshService | AclController | GatewayTask | DevServer;

export interface AdoptOptions {
  /**
   * For a new state: what the import of each resource of the module takes, by its name there:
   * `{ "aws_iam_role.task": "client-task" }`. Of several, with the place of each:
   * `aws_iam_role_policy_attachment.additional_task_policies[0]`. All that the construct makes as the module does must be
   * named, and nothing else. The stack then has `import` blocks; nothing is moved, and nothing leaves a state.
   * @default none: the resources are in the state of this stack, at the addresses of the call
   */
  readonly importIds?: Readonly<Record<string, string>>;
}

/**
 * Has a construct take over what a call of an HCL module made, of which nothing is destroyed or made anew. The stack gets
 * a `moved` block for each resource that the module and the construct have in common. What the construct does not make,
 * such as the values of secrets, leaves the state by `removed` blocks, and stays as it is in AWS.
 *
 * Terraform says nothing of a `moved` block whose address is not in the state: look at the plan before it is applied. When
 * it is applied everywhere, the call of `adopt` may go.
 *
 * @param module address of the call, as `terraform state list` has it: `module.client`, `module.client["a"]`,
 * `module.mesh.module.client`; refused when it was taken over before
 * @throws InputError also when an import id is missing, and when a server would make a secret that the module made
 */
export function adopt(construct: Adoptable, module: string, options: AdoptOptions = {}): void {
  const [owner, kind] = ownerOf(construct);
  const subject = `What takes over "${String(module)}"`;
  const importIds = options?.importIds;
  const blocks = AdoptionBlocks.of(owner);
  enforce(subject, [
    ...moduleAddress()("module", module),
    ...fields({})("options", options),
    ...inTurn(writtenOut("because each id is a block"), values(mandatory(text())))("options.importIds", importIds),
    ...typeRules("adopt", { module, options }),
  ]);
  enforce(subject, [
    ...blocks.claim("module", module, owner.node.path),
    ...blocks.claim("construct", owner.node.path, module),
    ...newSecretRules(owner),
  ]);
  blocks.add(() => (importIds === undefined ? moves(owner, kind, module) : imports(subject, owner, kind, importIds)));
}

function ownerOf(construct: Adoptable): [owner: Construct, kind: AdoptedModule] {
  if (construct instanceof MeshService) return [construct.task, "mesh-task"];
  if (construct instanceof MeshTask) return [construct, "mesh-task"];
  if (construct instanceof AclController) return [construct, "controller"];
  if (construct instanceof GatewayTask) return [construct, "gateway-task"];
  return [construct, "dev-server"];
}

function moves(owner: Construct, kind: AdoptedModule, module: string): Blocks {
  return {
    moved: commonResources(owner, kind).map(({ from, to }) => ({ from: `${module}.${from}`, to })),
    forgotten: forgottenResources(kind).map((name) => withoutKeys(`${module}.${name}`)),
  };
}

/** Which resources there are is known when the stack is written. */
function imports(
  subject: string,
  owner: Construct,
  kind: AdoptedModule,
  importIds: NonNullable<AdoptOptions["importIds"]>,
): Blocks {
  const resources = commonResources(owner, kind);
  const names = resources.map(({ name }) => name);
  const missing = names.filter((name) => !(name in importIds));
  const rule = `must name all that the construct makes as the module does: ${quoteList(missing)} would be made anew`;
  enforce(subject, [
    ...onlyKeys("options.importIds", importIds, names),
    ...verdict("options.importIds", Object.keys(importIds), rule, "Add what is missing.", missing.length === 0),
  ]);
  return { imports: resources.map(({ name, to }) => ({ to, id: importIds[name] ?? "" })) };
}

/** The secrets that a server makes under the names that those of the module have, by the ids of their constructs. */
const NEW_SECRETS: Readonly<Record<string, readonly [prop: string, fix: string]>> = {
  "bootstrap-token": ["acls", "acls: { bootstrapToken: { secretArn } }"],
  "gossip-key": ["gossipEncryption", "gossipEncryption: { keySecretArn }"],
  "consul-license": ["license", "license: { secretArn }"],
};

/** A new secret of that name could not be made, and a new value in the old one would lock out whoever has the old value. */
function newSecretRules({ node }: Construct): Rule[] {
  return Object.entries(NEW_SECRETS).map(([id, [prop, given]]) => ({
    prop,
    rule: "must refer to the secret that the module made, and would make a new one",
    fix: `Give its ARN: ${given}.`,
    holds: node.tryFindChild(id) === undefined,
  }));
}
