import { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { each, enforce, fields, length, mandatory, quoteList, typeRules, verdict, type Rule } from "../aws";
import { partsOf, resourceAddress, withoutKeys } from "./addresses";
import { AdoptionBlocks } from "./blocks";
import { addressOf } from "./common-resources";

export interface AdoptResourceOptions {
  /** For a new state: what the import of the resource takes. @default none, the resource is in the state of this stack */
  readonly importId?: string;
}

/**
 * Takes over one resource that stands beside the calls of the modules: the ECS service, the load balancer, the security
 * group. Of a construct it is the only resource of that type in it:
 *
 *     adoptResource(client, "aws_ecs_service.client");
 *     adoptResource(loadBalancer, "aws_lb_listener.public");
 *
 * @param address of the resource in the state, as `terraform state list` has it; it may be in a module, and have a key
 * @throws InputError also when the construct has no such resource or several, or either was taken over before
 */
export function adoptResource(construct: Construct, address: string, options: AdoptResourceOptions = {}): void {
  const subject = `What takes over "${String(address)}"`;
  const blocks = AdoptionBlocks.of(construct);
  const importId = options?.importId;
  enforce(subject, [
    ...resourceAddress()("address", address),
    ...fields({})("options", options),
    ...typeRules("adoptResource", { address, options }),
  ]);
  const [type = ""] = partsOf(address).resource.split(".");
  const found = resourcesOf(construct, type);
  enforce(subject, [
    ...onlyOne(construct, type, found),
    ...blocks.claim("address", address, construct.node.path),
    ...found.flatMap(({ node }) => blocks.claim("construct", node.path, address)),
  ]);
  const [resource] = found;
  blocks.add(() => {
    if (resource === undefined) return {};
    const to = addressOf(resource);
    return importId === undefined ? { moved: [{ from: address, to }] } : { imports: [{ to, id: importId }] };
  });
}

/**
 * Lets resources leave the state of the stack; in AWS they stay as they are. Terraform takes no keys here: of a resource
 * that is there several times, and of a call with `for_each` or `count`, all leave.
 *
 * @param addresses as `terraform state list` has them: `module.dev.tls_private_key.ca`
 */
export function forget(scope: Construct, addresses: readonly string[]): void {
  enforce("What leaves the state", [
    ...typeRules("forget", { addresses }),
    ...mandatory(length(1, Infinity, "must name a resource", "Name one."))("addresses", addresses),
    ...each(resourceAddress())("addresses", addresses),
  ]);
  AdoptionBlocks.of(scope).add(() => ({ forgotten: addresses.map(withoutKeys) }));
}

function resourcesOf(construct: Construct, type: string): TerraformResource[] {
  return construct.node
    .findAll()
    .flatMap((node) =>
      TerraformResource.isTerraformResource(node) && node.terraformResourceType === type ? [node] : [],
    );
}

function onlyOne(construct: Construct, type: string, found: readonly TerraformResource[]): Rule[] {
  const paths = found.map(({ node }) => node.path);
  const [resource] = found;
  return [
    ...verdict(
      "construct",
      construct.node.path,
      found.length === 0
        ? `must make a resource of the type '${type}'`
        : `must make one resource of the type '${type}' only, and makes ${quoteList(paths)}`,
      "Give the resource itself, or what makes only this one.",
      found.length === 1,
    ),
    ...verdict(
      "construct",
      construct.node.path,
      "must be one resource, without `count` and `forEach`",
      "Make it without.",
      resource?.count === undefined && resource?.forEach === undefined,
    ),
  ];
}
