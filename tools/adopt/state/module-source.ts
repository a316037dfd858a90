/** Where a module call takes its module from, as far as it is one of HashiCorp's for Consul on ECS. */
export interface ModuleSource {
  /** `mesh-task` */
  readonly module: string;
  /** `0.10.0`, where the source says it. */
  readonly version?: string;
}

/**
 * Reads a module's source: of the registry, of git with or without a `ref`, or a local path.
 *
 * @returns nothing for a module of anybody else
 */
export function moduleSource(source: string): ModuleSource | undefined {
  return registrySource(source) ?? gitSource(source) ?? localSource(source);
}

const REGISTRY = /^(?:[\w.-]+\/)?hashicorp\/consul-ecs\/aws\/\/modules\/([\w-]+)$/;

function registrySource(source: string): ModuleSource | undefined {
  const module = REGISTRY.exec(source)?.[1];
  return module === undefined ? undefined : { module };
}

const REPOSITORY = /terraform-aws-consul-ecs(?:\.git)?\/\/modules\/([\w-]+?)\/?(?:\?(.*))?$/;

function gitSource(source: string): ModuleSource | undefined {
  const [, module, query] = REPOSITORY.exec(source) ?? [];
  if (module === undefined) return undefined;
  const ref = new URLSearchParams(query).get("ref") ?? "";
  const version = VERSION_TAG.exec(ref)?.[1];
  return version === undefined ? { module } : { module, version };
}

const VERSION_TAG = /^v?(\d+\.\d+\.\d+)$/;

/** A copy of the modules, or the examples that stand beside them. */
const LOCAL = /^\.{1,2}\/(?:.*\/)?modules\/(mesh-task|gateway-task|controller|acl-controller|dev-server)\/?$/;

function localSource(source: string): ModuleSource | undefined {
  const module = LOCAL.exec(source)?.[1];
  return module === undefined ? undefined : { module };
}
