import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { startEmulator } from "../emulator";
import { awsClients, setDesiredCount, taskDefinitions } from "./aws-client";
import { connectEngine, type Engine } from "./engine";
import { startFront } from "./front";
import { Instances, prepareInstances, withoutInstances } from "./instances";
import { startLoadBalancers } from "./load-balancers";
import type { LocalMesh, LocalMeshOptions } from "./local-mesh";
import { CloudMapNames } from "./names";
import type { RunningTask } from "./parts";
import { Services } from "./services";
import { statusOf } from "./status";
import { noting } from "./stop-notes";
import { Tasks } from "./tasks";

/** Where each container finds the agent of ECS. */
const AGENT_ADDRESS = "169.254.170.2";
/** The emulator's only account. */
const ACCOUNT = "123456789012";
/** ECS hears of a task's health from its agent, and acts on it some seconds later. By then Consul knows as well. */
const NOTICE_SECONDS = 5;

/** Starts AWS for a mesh, and what runs the tasks that it will be asked for: from then on `env` leads to it. */
export async function startLocalMesh(options: LocalMeshOptions): Promise<LocalMesh> {
  const endings: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    // What was started last goes first, and what fails keeps nothing else.
    const failures: unknown[] = [];
    for (let end = endings.pop(); end; end = endings.pop()) await end().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, "Not everything could be taken away.");
  };
  try {
    return await start(options, stop, (end) => endings.push(end));
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  {
    id,
    folder,
    registry,
    holderImage,
    instanceImage,
    region = "us-east-1",
    onLog,
    onNote = () => {},
    onStop,
  }: LocalMeshOptions,
  stop: () => Promise<void>,
  atEnd: (end: () => Promise<unknown>) => void,
): Promise<LocalMesh> {
  const logs = join(folder, "logs");
  await rm(logs, { recursive: true, force: true });
  await mkdir(logs, { recursive: true });

  const engine = await connectEngine({ id, registry, holderImage, onNote });
  atEnd(() => Promise.resolve(engine.close()));
  await engine.cleanUp();
  atEnd(() => engine.cleanUp());
  await engine.images.ensure([engine.holderImage]);
  const rights = instanceImage === undefined ? undefined : await prepareInstances(engine, instanceImage);
  const emulator = await startEmulator();
  atEnd(() => emulator.stop());
  const ofRegion = { ...emulator.env, AWS_REGION: region, AWS_DEFAULT_REGION: region };
  const aws = awsClients(ofRegion);
  const network = await engine.createNetwork();

  const front = await startFront({
    emulator: emulator.endpoint,
    region,
    folder,
    containersHost: network.bindAddress,
    network,
    scheduler: () => services,
    control: () => ({
      status: () => statusOf(mesh),
      scale: (service, count) => mesh.scale(service, count),
      execute: (target, container, command) => mesh.execute(target, container, command),
      stop: () => (onStop ? Promise.resolve(onStop()) : stop()),
    }),
    onQuery: (call, pass) => onQuery(call, pass),
    onPassed: (service) => {
      if (service === "elasticloadbalancing") void loadBalancers.refresh();
    },
  });
  atEnd(() => front.stop());
  const { http, https } = front.containers;
  const relay = await engine.startRelay(network, {
    name: "relay",
    aliases: front.awsNames,
    addresses: [AGENT_ADDRESS],
    forwards: [
      { listen: 80, host: network.host, port: http.port },
      { listen: 443, host: network.host, port: https.port },
    ],
  });
  const loadBalancers = await startLoadBalancers({
    client: aws.loadBalancing,
    network: { ...network, startRelay: (relayOptions) => engine.startRelay(network, relayOptions) },
    certificate: (names) => front.certificate(names),
    reach: ({ id: target }, port) => instances?.reach(target, port) ?? { host: target, port },
    onNote,
  });
  atEnd(() => loadBalancers.stop());
  const instances =
    instanceImage !== undefined && rights
      ? await Instances.start({
          ...{ engine, network, relay, rights, region, folder, logs, onNote },
          image: instanceImage,
          account: ACCOUNT,
          endpoint: emulator.endpoint,
          caFile: front.caFile,
          targets: loadBalancers,
        })
      : undefined;
  const onQuery = instances?.onQuery ?? withoutInstances(onNote);
  const tasks = new Tasks(engine, {
    ...{ network, relay, aws, logs, onLog },
    caFile: front.caFile,
    endpoints: front.endpoints,
  });
  const names = new CloudMapNames(aws.cloudMap);
  const services: Services = new Services({
    runner: noting(tasks, onNote),
    targets: loadBalancers,
    region,
    account: ACCOUNT,
    ...taskDefinitions(aws.ecs),
    noticeSeconds: NOTICE_SECONDS,
    namesOf: (service) => names.namesOf({ serviceRegistries: [...service.serviceRegistries] }),
  });
  atEnd(() => endAll(services, engine));
  if (instances) atEnd(() => instances.stop());

  const env = { ...ofRegion, AWS_ENDPOINT_URL: `http://${front.address.host}:${front.address.port}` };
  const mesh: LocalMesh = {
    emulator,
    env,
    logs,
    tasks: () => services.tasks(),
    services: () => services.summaries(),
    loadBalancers: () => loadBalancers.addresses(),
    instances: () => instances?.views() ?? [],
    front: () => front.address,
    execute: (reference, container, command) => taskOf(services, reference).execute(container, command),
    async scale(name, desiredCount) {
      const found = services.summaries().find((service) => service.name === name);
      if (!found) throw new Error(`There is no service ${name}.`);
      await setDesiredCount(env, found, desiredCount);
    },
    stop,
  };
  return mesh;
}

/** A task by its ARN or id, or any running one of a service. */
function taskOf(services: Services, reference: string): RunningTask {
  const task =
    services.task(reference) ??
    services.tasks().find((one) => {
      const { request, status } = one.view();
      return request.group === `service:${reference}` && status === "RUNNING";
    });
  if (!task) throw new Error(`There is no task ${reference}, and no service with a running task that is called so.`);
  return task;
}

/** Nothing is lost with them that would be needed: they need not have the time that a stop on ECS gives. */
async function endAll(services: Services, engine: Engine): Promise<void> {
  const stopped = services.stopAll();
  // What a task that is just starting adds meanwhile is taken away afterwards.
  await engine.cleanUp().catch(() => undefined);
  await stopped;
}
