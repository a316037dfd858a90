import { MODULE_RESOURCES, type AdoptedModule } from "../../../modules/adoption";
import type { Call, ModuleName, StateResource } from "../state";
import { isThere, list, record, text, texts, type Values } from "../values";

/** Both lines have the same module, under another name. */
export function adoptedModule(module: ModuleName): AdoptedModule {
  return module === "acl-controller" ? "controller" : module;
}

/** The resources of a call that its construct makes as well. */
export function sharedResources({ module, resources }: Call): StateResource[] {
  const mapped = MODULE_RESOURCES[adoptedModule(module)];
  return resources.filter(({ type, name }) => {
    const resource = mapped[`${type}.${name}`];
    return resource !== undefined && "path" in resource;
  });
}

/** What the import of each of them takes, by its name in the module. */
export function importIds(call: Call): Values {
  const mapped = MODULE_RESOURCES[adoptedModule(call.module)];
  const entries = sharedResources(call).map((resource) => {
    const name = `${resource.type}.${resource.name}`;
    const isNumbered = mapped[name]?.times === "each";
    return [isNumbered ? `${name}[${resource.index}]` : name, importId(resource)];
  });
  return Object.fromEntries(entries) as Values;
}

/** What `terraform import` takes for a resource of a type that the modules make. */
export function importId({ type, values }: StateResource): string {
  const of = IMPORT_IDS[type];
  return of === undefined ? String(values.id) : of(values);
}

const IMPORT_IDS: Readonly<Record<string, (values: Values) => string>> = {
  aws_ecs_task_definition: ({ arn }) => String(arn),
  aws_ecs_service: ({ cluster, name }) => `${String(cluster).split("/").at(-1)}/${String(name)}`,
  aws_iam_role_policy_attachment: ({ role, policy_arn: policy }) => `${String(role)}/${String(policy)}`,
  aws_service_discovery_private_dns_namespace: ({ id, vpc }) => `${String(id)}:${String(vpc)}`,
  aws_security_group_rule: ruleId,
};

/** https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/security_group_rule#import */
function ruleId(values: Values): string {
  const { security_group_id: group, type, protocol, from_port: from, to_port: to } = values;
  const source = text(values.source_security_group_id);
  const sources = [
    ...(values.self === true ? ["self"] : []),
    ...(source === undefined ? [] : [source]),
    ...texts(values.cidr_blocks),
    ...texts(values.ipv6_cidr_blocks),
    ...texts(values.prefix_list_ids),
  ];
  // The protocol "-1" is written "all" there, whatever its ports are.
  return [group, type, protocol === "-1" ? "all" : protocol, from, to, ...sources].map(String).join("_");
}

/** The region of resources that have one in their ARN. */
export function regionOf(resources: readonly StateResource[]): string | undefined {
  const arns = resources.map(({ values }) => text(values.arn) ?? text(values.id) ?? "");
  return arns.map((arn) => /^arn:[^:]+:(?:ecs|elasticloadbalancing):([^:]+):/.exec(arn)?.[1]).find(isThere);
}

/** Tags that the provider adds to everything: what resources have, and nobody gave them. */
export function defaultTags(resources: readonly StateResource[]): Values | undefined {
  const added = resources
    .filter(({ values }) => "tags_all" in values)
    .map(({ values }) => {
      const given = record(values.tags);
      const all = Object.entries(record(values.tags_all));
      return JSON.stringify(all.filter(([key]) => !(key in given)).sort());
    });
  const [first = "[]", ...others] = [...new Set(added)];
  const tags = list(JSON.parse(first)) as [string, unknown][];
  return others.length > 0 || tags.length === 0 ? undefined : Object.fromEntries(tags);
}
