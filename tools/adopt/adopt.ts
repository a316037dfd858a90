import { MODULE_RESOURCES } from "../../modules/adoption";
import type { Release } from "../../modules/consul";
import { readBack, Unreadable, type ReadBack } from "./read-back";
import {
  findCalls,
  needsProvider6,
  UnreadableState,
  writtenByProvider6,
  type Call,
  type CallSources,
  type Left,
  type StateResource,
} from "./state";
import { adoptedModule, besideConfig, regionOf, withoutKeys, wordsOf, type AdoptedCall, type Adoption } from "./write";
import { besideCalls } from "./beside";
import { groupBy, isThere } from "./values";

/** What is read of the files that the user gave. */
export interface Given {
  readonly resources: readonly StateResource[];
  readonly sources: CallSources;
  /** The constraint of the AWS provider, where it is known. */
  readonly awsProvider?: string;
  /** Addresses that the plan itself would change. */
  readonly pending: readonly string[];
}

export interface AdoptOptions {
  /** Of calls whose version nothing else says. */
  readonly line?: Release;
  readonly newState: boolean;
}

/** What becomes of a root module. */
export interface Adopted extends Adoption {
  readonly left: readonly Left[];
  /** Changes that the given plan would make: what is taken over is what is in the state. */
  readonly pending: readonly string[];
}

/**
 * Finds what can be taken over, and reads it back.
 *
 * @throws UnreadableState for a state that this project's provider cannot read
 */
export function adoption({ resources, sources, awsProvider, pending }: Given, options: AdoptOptions): Adopted {
  refuseProvider6(resources, awsProvider);
  const { calls, left, others } = findCalls(resources, sources, options.line);
  const read = oneRegion(calls.map((call) => readCall(call, others)));
  const adopted = read.filter((each): each is AdoptedCall => "back" in each);
  const unreadable = read.filter((each): each is Left => "why" in each);
  const whole = options.newState ? wholeCalls(adopted, [...left, ...unreadable]) : { kept: adopted, left: [] };
  const beside = besideCalls(whole.kept, resources, others, options.newState);
  const single = new Set([
    ...whole.kept.flatMap((each) => each.services),
    ...beside.taken.map(({ resource }) => resource),
  ]);
  const taken = new Set(whole.kept.map(({ call }) => call.address));
  const rest = resources.filter(
    (resource) => !single.has(resource) && (!taken.has(resource.module) || isForeign(resource, whole.kept)),
  );
  return {
    calls: whole.kept,
    beside: beside.taken,
    left: [
      ...[...left, ...unreadable, ...whole.left, ...unreadServices(whole.kept, others), ...beside.left],
      ...rest.filter(({ module }) => taken.has(module)).map(({ address }) => ({ address, why: FOREIGN })),
    ],
    forgotten: [...new Set(rest.map(({ address }) => address))],
    newState: options.newState,
    pending: pending.filter(
      (address) =>
        [...taken].some((module) => address.startsWith(`${module}.`)) ||
        [...single].some((resource) => resource.address === address),
    ),
  };
}

const FOREIGN = "it is in a call that is taken over, and no resource of the module";

function isForeign({ module, type, name }: StateResource, calls: readonly AdoptedCall[]): boolean {
  const call = calls.find((each) => each.call.address === module)?.call;
  return call !== undefined && !(`${type}.${name}` in MODULE_RESOURCES[adoptedModule(call.module)]);
}

function refuseProvider6(resources: readonly StateResource[], constraint: string | undefined): void {
  const found = writtenByProvider6(resources);
  const constrained = constraint !== undefined && needsProvider6(constraint);
  if (found === undefined && !constrained) return;
  const sign = found === undefined ? `it asks for version ${constraint}` : `${found.address} has a region of its own`;
  throw new UnreadableState(
    `is of version 6 of the AWS provider (${sign}), which 5.100, the one of this project, cannot read. Take it over with a state that version 5 wrote: of a backup, or of a root module that was not upgraded.`,
  );
}

/** A stack that is written has one provider, and so one region: that of the first call. */
function oneRegion(read: readonly (AdoptedCall | Left)[]): (AdoptedCall | Left)[] {
  const region = read.map((each) => ("back" in each ? regionOf(each.call.resources) : undefined)).find(isThere);
  return read.map((each) => {
    const own = "back" in each ? regionOf(each.call.resources) : region;
    if (!("back" in each) || own === region) return each;
    return {
      address: each.call.address,
      why: `it is in ${own}, and the stack in ${region}, where the first call is: give it a state of its own`,
    };
  });
}

function readCall(call: Call, others: readonly StateResource[]): AdoptedCall | Left {
  try {
    const back = ownVariables(call, readBack(call.release, call.module, call.resources));
    const services = back.construct === "MeshTask" ? servicesOf(call, others) : [];
    return { call, back, services: services.filter((service) => besideConfig(service).unread.length === 0) };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return {
      address: call.address,
      why: `it is not what ${call.module} of line ${call.release} makes: ${error.message}`,
    };
  }
}

/** Two calls may ask for the same secret: each has a variable of its own. */
function ownVariables({ address }: Call, back: ReadBack): ReadBack {
  const words = wordsOf(address).map((word) => word.replace(/\W+/g, "_"));
  const prefix = words.filter((word) => word !== "").join("_");
  const secrets = back.secrets?.map((secret) => ({ ...secret, variable: `${prefix}_${secret.variable}` }));
  return secrets === undefined ? back : { ...back, secrets };
}

/** The ECS services beside the calls that run the task of a call, in its newest revision or an older one. */
function servicesOf({ resources }: Call, others: readonly StateResource[]): StateResource[] {
  const task = resources.find(({ type }) => type === "aws_ecs_task_definition");
  const family = String(task?.values.arn).replace(/:\d+$/, "");
  return others.filter(
    ({ type, values, tainted, deposed }) =>
      type === "aws_ecs_service" &&
      !tainted &&
      deposed === undefined &&
      String(values.task_definition).replace(/:\d+$/, "") === family,
  );
}

function unreadServices(calls: readonly AdoptedCall[], others: readonly StateResource[]): Left[] {
  return calls
    .flatMap(({ call }) => servicesOf(call, others))
    .map((service) => ({ service, unread: besideConfig(service).unread }))
    .filter(({ unread }) => unread.length > 0)
    .map(({ service, unread }) => ({
      address: service.address,
      why: `it has ${unread.join(" and ")}, which is not read back: write an EcsService for it by hand`,
    }));
}

/** A `removed` block is about all instances of a call: one that is left keeps the others. */
function wholeCalls(adopted: readonly AdoptedCall[], left: readonly Left[]): { kept: AdoptedCall[]; left: Left[] } {
  const held = new Set(left.map(({ address }) => withoutKeys(address)));
  const groups = groupBy(adopted, ({ call }) => (held.has(withoutKeys(call.address)) ? "left" : "kept"));
  return {
    kept: groups.get("kept") ?? [],
    left: (groups.get("left") ?? []).map(({ call }) => ({
      address: call.address,
      why: "another instance of the call is left, and a removed block in the old root is about all of them",
    })),
  };
}
