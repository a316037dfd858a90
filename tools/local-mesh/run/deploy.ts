import { setTimeout as sleep } from "node:timers/promises";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { RUN_VARIABLES, Terraform } from "../../emulator";
import { synthesize } from "../../runner";
import { step } from "../../terminal";
import { clientOptions } from "../aws-client";
import { urlsOf, type Outputs } from "./addresses";
import { bringsCa, caVariables } from "./certificate-authority";
import { askStatus } from "./control";
import { imagesOf } from "./images";
import { joinDatacenters, joinOf, shellOf } from "./join";
import type { RunFolder, RunState } from "./run-state";

/** Fetches images. @returns which programs are in them, for the user */
export type EnsureImages = (images: readonly string[]) => Promise<string>;

/** Applies an environment to a mesh that runs: only what changed is rolled. @returns the outputs of the stack */
export async function deploy(
  folder: RunFolder,
  state: RunState,
  ensureImages: EnsureImages,
  signal: AbortSignal,
): Promise<Outputs> {
  const { environment } = folder;
  const stackFolder = await step(`synthesize ${environment}`, () =>
    synthesize(environment, folder.path, { localState: true }),
  );
  const versions = await step("look for the images", async () => ensureImages(await imagesOf(stackFolder)));
  console.log(versions.replaceAll(/^/gm, "  "));
  const env = environmentOf(state);
  const variables = {
    ...RUN_VARIABLES,
    ingress_cidr: "127.0.0.1/32",
    wait_for_steady_state: true,
    ...((await bringsCa(stackFolder))
      ? await caVariables(new SecretsManagerClient(clientOptions(env)), environment)
      : {}),
  };
  const terraform = new Terraform(stackFolder, { env, variables, signal });
  await step("init", () => terraform.init());
  await step("apply, until all services are stable", () => terraform.apply());
  const outputs = await terraform.output();
  await becomePeers(outputs, folder);
  await exampleAnswers(outputs, state, signal);
  return outputs;
}

/** What makes other programs ask the mesh; `undefined` is to be removed. */
function environmentOf({ env, unset }: RunState): Record<string, string | undefined> {
  return { ...env, ...Object.fromEntries(unset.map((name) => [name, undefined])) };
}

/** With the AWS CLI, as the user would. Without it the user sees the commands. */
async function becomePeers(outputs: Outputs, folder: RunFolder): Promise<void> {
  const commands = joinOf(outputs);
  if (!commands) return;
  const joining = step("make the datacenters peers, by the commands of the outputs", () =>
    joinDatacenters(commands, shellOf(folder)),
  );
  await joining.catch((error: unknown) => console.warn(error instanceof Error ? error.message : String(error)));
}

const ANSWER_LIMIT_SECONDS = 60;

/** Steady tasks are the one thing, an answer through two proxies is the other. */
async function exampleAnswers(outputs: Outputs, state: RunState, signal: AbortSignal): Promise<void> {
  const url = urlsOf(outputs, (await askStatus(state))?.loadBalancers ?? []).example_url;
  if (url === undefined) return;
  const deadline = Date.now() + ANSWER_LIMIT_SECONDS * 1000;
  const answer = async () => {
    for (;;) {
      const status = await fetch(url.replace(/\/ui$/, "/"), { signal: AbortSignal.timeout(5000) }).then(
        (response) => response.status,
        () => undefined,
      );
      if (status === 200 || signal.aborted || Date.now() > deadline) return status;
      await sleep(500);
    }
  };
  const status = await step("the example calls through the mesh", answer);
  if (status !== 200)
    console.warn(`The example gave no good answer within ${ANSWER_LIMIT_SECONDS} s (${status ?? "none"}).`);
}
