import { moduleSteps, type StateResource } from "../state";
import type { Adoption } from "./adopted";

/**
 * The file for the old root module: what the new stack imports leaves the old state, and stays as it is in AWS. Terraform
 * takes no keys here, so that all instances of a call leave together.
 */
export function removedFile({ calls, beside }: Adoption): string {
  const addresses = [
    ...calls.flatMap(({ call, services }) => [withoutKeys(call.address), ...services.map(resourceWithoutKeys)]),
    ...beside.map(({ resource }) => resourceWithoutKeys(resource)),
  ];
  const blocks = [...new Set(addresses)].map((address) => BLOCK.replace("ADDRESS", () => address));
  return [
    "# Put this into the root module that made these, in place of the calls and resources, and apply it once",
    "# the new stack has imported them. Nothing is destroyed.",
    "",
    ...blocks,
  ].join("\n");
}

const BLOCK = `removed {
  from = ADDRESS

  lifecycle {
    destroy = false
  }
}
`;

function resourceWithoutKeys({ module, type, name }: StateResource): string {
  return [withoutKeys(module), `${type}.${name}`].filter((part) => part !== "").join(".");
}

export function withoutKeys(module: string): string {
  return moduleSteps(module)
    .map(({ name }) => `module.${name}`)
    .join(".");
}
