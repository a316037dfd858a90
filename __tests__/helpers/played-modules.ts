import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { GoodCase } from "../tools/parity/cases";
import { aroundCalls, askedFor, CLUSTERS, filledIn, PLACEHOLDERS, VARIABLES } from "./around-calls";

/** The arguments of a resource of a module, as they were in the state; ids that differ from run to run are references. */
export type PlayedResource = Readonly<Record<string, unknown>>;

/**
 * The resources that each good recorded call made, by their addresses in the module (`aws_iam_role.task[0]`). They were
 * read back from the state after the modules themselves, at their tags, were applied to the emulator. Scripts of the
 * modules are left out; `container_definitions` are lists.
 */
export const playedResources = JSON.parse(
  readFileSync(join(__dirname, "../fixtures/played-modules.json"), "utf8"),
) as Readonly<Record<string, Readonly<Record<string, PlayedResource>>>>;

/** A checkout of the HCL modules for each line, such as `<folder>/v0.10.0/modules`, to be called instead of being played. */
const CHECKOUTS = process.env.HCL_MODULES;

/**
 * Writes a root module that calls the HCL modules, each call under the name of its case, into a folder: played from the
 * recorded resources, or the modules themselves where the variable HCL_MODULES names a folder with a checkout for each
 * tag. What it applies is at the addresses and of the form that the modules make.
 *
 * @param script stands for the scripts of client agents, of the inputs of a call
 */
export function writePlayedModules(folder: string, cases: readonly GoodCase[], script?: Script): void {
  const modules = cases.map((each) => {
    if (CHECKOUTS !== undefined) return [each.name, { ...realCall(CHECKOUTS, each), depends_on: [CLUSTERS] }];
    const resources = playedResources[each.name] ?? {};
    const played = script === undefined ? resources : withScript(resources, script(each));
    write(join(folder, "modules", each.name), playedModule(played));
    return [each.name, { source: `./modules/${each.name}`, ...PLACEHOLDERS, depends_on: [CLUSTERS] }];
  });
  write(folder, { ...aroundCalls(cases), module: Object.fromEntries(modules) as object });
}

type Script = (call: GoodCase) => string;

function withScript<T>(resources: T, script: string): T {
  const text = JSON.stringify(resources).replaceAll('"<script>"', () => JSON.stringify(script));
  return JSON.parse(text) as T;
}

function realCall(checkouts: string, { call }: GoodCase): object {
  return { ...escaped(filledIn(call.inputs)), source: resolve(checkouts, call.tag, "modules", call.module) };
}

/** A module that makes the resources at their addresses. */
function playedModule(resources: Readonly<Record<string, PlayedResource>>): object {
  const names = new Set(Object.keys(resources).map(withoutPlace));
  const resource: Record<string, Record<string, object>> = {};
  for (const address of names) {
    const [type = "", name = ""] = address.split(".");
    const instances = Object.entries(resources).flatMap(([each, args]) =>
      withoutPlace(each) === address ? [args] : [],
    );
    (resource[type] ??= {})[name] = address in resources ? written(instances[0]) : counted(instances);
  }
  const task = "aws_ecs_task_definition.this";
  // The modules have the same output.
  const output = { task_definition_arn: { value: `\${${task}.arn}` } };
  return askedFor({ resource, variable: VARIABLES, ...(task in resources ? { output } : {}) });
}

function withoutPlace(address: string): string {
  return address.replace(/\[\d+\]$/, "");
}

/** Resources with a `count`: what differs is chosen by the place of each. */
function counted(instances: readonly PlayedResource[]): object {
  const [first = {}] = instances;
  const chosen = Object.entries(written(first)).map(([key, value]) => {
    const values = instances.map((each) => each[key]);
    const isSame = values.every((each) => JSON.stringify(each) === JSON.stringify(first[key]));
    return [key, isSame ? value : `\${${JSON.stringify(values)}[count.index]}`];
  });
  return { ...(Object.fromEntries(chosen) as object), count: instances.length };
}

function written(resource: PlayedResource = {}): PlayedResource {
  const { container_definitions: containers } = resource;
  return containers === undefined ? resource : { ...resource, container_definitions: JSON.stringify(containers) };
}

/** Texts of inputs are no templates, but for what was filled in. */
function escaped(inputs: object): object {
  const isFilledIn = (text: string) => Object.values(PLACEHOLDERS).includes(text);
  return JSON.parse(JSON.stringify(inputs), (_, value: unknown) =>
    typeof value === "string" && !isFilledIn(value)
      ? value.replace(/[$%]\{/g, (found) => `${found[0]}${found}`)
      : value,
  ) as object;
}

function write(folder: string, json: object): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify(json, null, 2));
}
