import { moduleSteps } from "../state";
import type { AdoptedCall, Adoption } from "../write";
import { isEmpty, record } from "../values";
import type { Announced } from "../plan";

/** What will change on the first apply, and why. */
export interface ExpectedChange {
  readonly address: string;
  readonly what: string;
  readonly why: string;
}

const CLIENT_SCRIPT: Omit<ExpectedChange, "address"> = {
  what: "a new revision of its task definition, which its service deploys",
  why: "the start script of the client agent is written afresh: tokens are on no command line, and a task whose login fails is replaced",
};

const SERVER_SCRIPT: Omit<ExpectedChange, "address"> = {
  what: "a new revision of its task definition, so that its server is started anew. Its data is gone with its task, as with every deployment of a dev server: registrations come back by themselves; tokens, intentions and other entries that nobody writes again do not",
  why: "the module has the bootstrap token in clear in the command of the container; here it comes from its secret",
};

const HTTPS_CA: Omit<ExpectedChange, "address"> = {
  what: "its execution role may read the secret with the CA of the HTTP API",
  why: "without it a task of line 0.6 with a CA of its own there could not start",
};

const IMPORTED_SERVICE: Omit<ExpectedChange, "address"> = {
  what: "an update that writes what is there already",
  why: "the provider does not read all attributes of a service when it imports it",
};

export function expectedChanges({ calls, newState }: Adoption): ExpectedChange[] {
  return calls.flatMap((each) => [
    ...importedServices(each, newState).map((address) => ({ address, ...IMPORTED_SERVICE })),
    ...of(each, getsRevision(each) && each.back.construct !== "DevServer", CLIENT_SCRIPT),
    ...of(each, each.back.construct === "DevServer", SERVER_SCRIPT),
    ...of(each, hasHttpsCa(each), HTTPS_CA),
    ...(each.back.secrets ?? []).map(({ prop, variable }) => ({
      address: each.call.address,
      what: `a secret for ${prop}; set TF_VAR_${variable} to its value`,
      why: "the module has it in clear in the command of the container, and in no secret",
    })),
  ]);
}

/** Families of the task definitions that get a new revision. */
export function announced({ calls }: Adoption): Announced {
  const families = calls
    .filter(getsRevision)
    .map(({ call }) => call.resources.find(({ type }) => type === "aws_ecs_task_definition")?.values.family);
  return { revisions: new Set(families.map(String)) };
}

/** A script of the modules is theirs: what stands for it is written afresh. */
function getsRevision({ back: { construct, release } }: AdoptedCall): boolean {
  return construct === "DevServer" || (release === "0.6" && construct !== "AclController");
}

function importedServices({ call, services }: AdoptedCall, newState: boolean): string[] {
  const own = call.resources.filter(({ type }) => type === "aws_ecs_service");
  return newState ? [...own, ...services].map(({ address }) => address) : [];
}

function hasHttpsCa({ back: { release, servers, props } }: AdoptedCall): boolean {
  const { caCertSecretArn, httpsCaCertSecretArn } = record(servers?.tls);
  const hasOwn = httpsCaCertSecretArn !== undefined && httpsCaCertSecretArn !== caCertSecretArn;
  return release === "0.6" && isEmpty(props.executionRole) && hasOwn;
}

function of({ call }: AdoptedCall, holds: boolean, change: Omit<ExpectedChange, "address">): ExpectedChange[] {
  return holds ? [{ address: call.address, ...change }] : [];
}

/** What an address belongs to, for a summary: the call, or in the root module the resource, whatever their keys. */
export function groupOf(address: string): string {
  const calls = moduleSteps(address).map(({ name }) => `module.${name}`);
  return calls.length > 0 ? calls.join(".") : address.replace(/\[.*\]$/, "");
}
