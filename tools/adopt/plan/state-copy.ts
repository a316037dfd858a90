import { groupBy } from "../values";
import type { StateResource } from "../state";

const AWS = "registry.terraform.io/hashicorp/aws";

/**
 * The state as a file that Terraform reads, for a plan that is thrown away: what the AWS provider wrote, and of that
 * nothing sensitive. What other providers wrote only leaves the state, and their programs need not be there.
 */
export function stateCopy(resources: readonly StateResource[]): object {
  const known = resources.filter(({ provider, deposed }) => provider === AWS && deposed === undefined);
  const groups = groupBy(known, ({ module, type, name }) => `${module} ${type}.${name}`);
  return {
    version: 4,
    terraform_version: "1.11.0",
    serial: 1,
    lineage: "00000000-0000-0000-0000-000000000000",
    outputs: {},
    resources: [...groups.values()].map(([first, ...others]) => ({
      ...(first?.module === "" ? {} : { module: first?.module }),
      mode: "managed",
      type: first?.type,
      name: first?.name,
      provider: `provider["${AWS}"]`,
      instances: [first, ...others].filter((each) => each !== undefined).map(instance),
    })),
  };
}

function instance({ index, schemaVersion, values, sensitive, tainted }: StateResource): object {
  const masked = Object.entries(values).map(([name, value]) => [name, sensitive.includes(name) ? null : value]);
  return {
    ...(index === undefined ? {} : { index_key: index }),
    ...(tainted ? { status: "tainted" } : {}),
    schema_version: schemaVersion,
    attributes: Object.fromEntries(masked) as object,
  };
}

/** Addresses of resources that other providers wrote. */
export function ofOtherProviders(resources: readonly StateResource[]): StateResource[] {
  return resources.filter(({ provider }) => provider !== AWS);
}
