import type { Values } from "../values";

/** A resource of a state, whichever form the state had. */
export interface StateResource {
  /** `module.client["a"].aws_iam_role.task[0]` */
  readonly address: string;
  /** `module.client["a"]`; empty in the root module. */
  readonly module: string;
  readonly type: string;
  readonly name: string;
  /** Of `count` or `for_each`. */
  readonly index?: number | string;
  /** `registry.terraform.io/hashicorp/aws` */
  readonly provider: string;
  /** Of the provider that wrote it. */
  readonly schemaVersion: number;
  readonly values: Values;
  /** Attributes that are sensitive, or hold something that is. */
  readonly sensitive: readonly string[];
  /** Marked as one to replace. */
  readonly tainted: boolean;
  /** The key of an object that waits to be destroyed, left by a replacement that failed. */
  readonly deposed?: string;
}

/** What keeps a file from being read at all. Its message is for the user. */
export class UnreadableState extends Error {
  override readonly name = "UnreadableState";
}

/** Where a module call stands: the names of the calls on the way to it. An instance has keys beside them. */
export function callPath(module: string): string {
  return moduleSteps(module)
    .map(({ name }) => name)
    .join(".");
}

export interface ModuleStep {
  readonly name: string;
  /** The key of the instance, as Terraform writes it: `["a"]`, `[0]`. */
  readonly key?: string;
}

/** The steps of a module's address. A key may hold dots, brackets and quotes. */
export function moduleSteps(module: string): ModuleStep[] {
  return [...module.matchAll(STEP)].map(([, name = "", key]) => ({ name, ...(key === undefined ? {} : { key }) }));
}

const STEP = /module\.([\p{L}\p{N}_-]+)(\[(?:\d+|"(?:[^"\\]|\\.)*")\])?(?:\.|$)/gu;
