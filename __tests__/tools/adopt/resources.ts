import type { StateResource } from "../../../tools/adopt";

/** A resource of a state, of which only what a test says matters. */
export function stateResource(address: string, more: Partial<StateResource> = {}): StateResource {
  const [, modules = "", type = "", name = "", index] =
    /^((?:module\.[\w-]+(?:\[[^\]]*\])?\.)*)(\w+)\.([\w-]+)(?:\[(.*)\])?$/.exec(address) ?? [];
  return {
    address,
    module: modules.replace(/\.$/, ""),
    type,
    name,
    ...(index === undefined ? {} : { index: /^\d+$/.test(index) ? Number(index) : index.replaceAll('"', "") }),
    provider: "registry.terraform.io/hashicorp/aws",
    schemaVersion: 0,
    values: {},
    sensitive: [],
    tainted: false,
    ...more,
  };
}

/** The task definition of a call, with its version where the module writes it. */
export function taskOf(module: string, containers: readonly string[], version?: string): StateResource {
  return stateResource(`${module}.aws_ecs_task_definition.this`, {
    values: {
      container_definitions: JSON.stringify(containers.map((name) => ({ name }))),
      ...(version === undefined ? {} : { tags: { "consul.hashicorp.com/module-version": version } }),
    },
  });
}
