import { setTimeout as sleep } from "node:timers/promises";
import { ECSClient, UpdateServiceCommand, waitUntilServicesStable } from "@aws-sdk/client-ecs";
import Docker from "dockerode";
import {
  clientOptions,
  connectEngine,
  deploy,
  holdMesh,
  urlsOf,
  type LocalMesh,
  type RunningTask,
} from "../../local-mesh";
import { runFolder, type RunFolder, type VersionRow } from "../../local-mesh";
import { callsPerSecond, type TrafficFigures } from "../../traffic";
import type { HealFigures, MeshFigures, RollFigures } from "./figures";
import { measureLatency } from "./latency";
import { measureMemory } from "./memory";

/** Calls a second while something happens to the mesh. */
const RATE = 20;
/** Old tasks are still stopping when a service is stable, and health has to be seen for a while. */
const AFTERWARDS_MS = 15_000;
/** Port on which the programs of the example listen. */
const PORT = 9090;

export interface BenchOptions {
  readonly registry?: string;
  /** Where the run keeps what it writes. */
  readonly folder: string;
}

/** Brings an environment with the example up on this machine's Docker engine, measures it, and takes it away. */
export async function benchMesh(environment: string, { registry, folder }: BenchOptions): Promise<MeshFigures> {
  const place = runFolder(environment, folder);
  const begin = Date.now();
  const held = await holdMesh(place, { registry, onStop: () => {} });
  try {
    const { outputs, versions } = await bringUp(place, held.state, registry);
    const firstAnswerSeconds = (Date.now() - begin) / 1000;
    const { mesh } = held;
    const url = entranceOf(urlsOf(outputs, mesh.loadBalancers()));
    const [client, server] = [exampleTask(mesh, "client"), exampleTask(mesh, "server")];
    const latency = await measureLatency(client, "example-client-app", {
      direct: `http://${server.view().ip}:${PORT}/`,
      mesh: upstreamOf(client),
    });
    const memory = await measureMemory([client, server]);
    const rolls = [await roll(mesh, url, "client"), await roll(mesh, url, "server")];
    const heal = await killServer(mesh, url);
    return { environment, firstAnswerSeconds, latency, memory, rolls, heal, versions };
  } finally {
    await held.stop();
  }
}

async function bringUp(place: RunFolder, state: Parameters<typeof deploy>[1], registry: string | undefined) {
  const engine = await connectEngine({ id: place.id, registry });
  let versions: VersionRow[] = [];
  const ensure = async (images: readonly string[]): Promise<string> => {
    await engine.images.ensure(images);
    versions = await engine.versionsOf({ tasks: images });
    return "";
  };
  try {
    const outputs = await deploy(place, state, ensure, new AbortController().signal);
    return { outputs, versions };
  } finally {
    engine.close();
  }
}

/** A service's only task that runs and shall go on. */
function exampleTask(mesh: LocalMesh, service: "client" | "server"): RunningTask {
  const task = mesh.tasks().find((one) => {
    const { request, status, desiredStatus } = one.view();
    return isExample(request.definition.family, service) && status === "RUNNING" && desiredStatus === "RUNNING";
  });
  if (task === undefined) throw new Error(`No task of the example's ${service} runs.`);
  return task;
}

function isExample(family: string | undefined, service: "client" | "server"): boolean {
  return family?.endsWith(`-example-${service}-app`) ?? false;
}

function entranceOf(urls: Readonly<Record<string, string>>): string {
  const url = urls.example_url;
  if (url === undefined) throw new Error("The environment has no example.");
  return url.replace(/\/ui$/, "/");
}

/** Where the client's sidecar takes the calls to the server. */
function upstreamOf(client: RunningTask): string {
  const variables = (client.view().request.definition.containerDefinitions ?? []).flatMap(
    ({ environment = [] }) => environment,
  );
  const url = variables.find(({ name }) => name === "UPSTREAM_URIS")?.value;
  if (url === undefined) throw new Error("The client calls nobody.");
  return url;
}

async function roll(mesh: LocalMesh, url: string, service: "client" | "server"): Promise<RollFigures> {
  const { clusterArn: cluster, group } = exampleTask(mesh, service).view().request;
  const name = group.replace(/^service:/, "");
  const ecs = new ECSClient(clientOptions(mesh.env));
  const begin = Date.now();
  let seconds = 0;
  const { failed, total } = await underTraffic(url, async () => {
    await ecs.send(new UpdateServiceCommand({ cluster, service: name, forceNewDeployment: true }));
    const wait = { client: ecs, maxWaitTime: 300, minDelay: 1, maxDelay: 2 };
    await waitUntilServicesStable(wait, { cluster, services: [name] });
    seconds = (Date.now() - begin) / 1000;
  });
  return { service, seconds, failed, total };
}

/** Kills the server's program, as a fault of its own would. */
async function killServer(mesh: LocalMesh, url: string): Promise<HealFigures> {
  const victim = exampleTask(mesh, "server");
  const { request, containers } = victim.view();
  const id = containers.find(({ name }) => name === "example-server-app")?.dockerId ?? "";
  let begin = NaN;
  let replacedSeconds = NaN;
  const figures = await underTraffic(url, async () => {
    begin = Date.now();
    await new Docker().getContainer(id).kill();
    await until(() => exampleTask(mesh, "server").view().request.arn !== request.arn);
    replacedSeconds = (Date.now() - begin) / 1000;
  });
  const { failed, total, lastFailure } = figures;
  const failingSeconds = lastFailure === undefined ? 0 : (lastFailure.getTime() - begin) / 1000;
  return { replacedSeconds, failingSeconds, failed, total };
}

async function underTraffic(url: string, act: () => Promise<unknown>): Promise<TrafficFigures> {
  const traffic = callsPerSecond(url, RATE);
  try {
    await sleep(1000);
    await act();
    await sleep(AFTERWARDS_MS);
  } finally {
    await traffic.stop();
  }
  return traffic.figures();
}

/** Throws nothing while there is no task: that is what is waited for. */
async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 300_000;
  for (;;) {
    try {
      if (holds()) return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    if (Date.now() > deadline) throw new Error("No other task came.");
    await sleep(100);
  }
}
