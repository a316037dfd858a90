import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { STSClient } from "@aws-sdk/client-sts";
import type { Address, TaskEndpoints } from "../parts";
import { Agent } from "./agent";
import { awsNames } from "./aws-names";
import { makeCertificates, type ServerCertificate } from "./certificates";
import { controlHandler, type Control } from "./control";
import { CredentialsOfTasks } from "./credentials";
import { EcsActions } from "./ecs-actions";
import { EmulatorProxy } from "./emulator-proxy";
import { queryHandler, signedService, type OnQuery } from "./query-calls";
import type { EcsScheduler } from "./scheduler";
import { close, firstOf, listen, type Handler } from "./serving";
import type { MeshNetwork } from "./task-metadata";

export interface FrontOptions {
  /** `http://127.0.0.1:<port>` */
  readonly emulator: string;
  readonly region: string;
  /** The run's: the CA's certificate goes there. */
  readonly folder: string;
  /** Where the containers' relay finds this process: the network's gateway, or 127.0.0.1. */
  readonly containersHost: string;
  readonly network?: MeshNetwork;
  /** Asked at each call: what runs tasks needs the front first. */
  readonly scheduler: () => EcsScheduler;
  readonly control: () => Control;
  /** What EC2 and EC2 Auto Scaling are asked for. Otherwise the emulator alone answers it. */
  readonly onQuery?: OnQuery;
  /** After each call that was handed on to the emulator. @param service as signatures name it: "elasticloadbalancing" */
  readonly onPassed?: (service: string) => void;
}

/** AWS, as Terraform and the containers see it. */
export interface Front {
  /** AWS's API by HTTP, and the control of the mesh; on the loopback address. */
  readonly address: Address;
  /** For the containers' relay: AWS's API, task metadata and credentials. */
  readonly containers: { readonly http: Address; readonly https: Address };
  /** What `SSL_CERT_FILE` is to name in each container. */
  readonly caFile: string;
  /** Host names that lead to the relay inside the network. */
  readonly awsNames: readonly string[];
  readonly endpoints: TaskEndpoints;
  /** One for other names, of the same CA. */
  certificate(names: readonly string[]): Promise<ServerCertificate>;
  stop(): Promise<void>;
}

/** Starts the front. It ends with `stop()`. */
export async function startFront(options: FrontOptions): Promise<Front> {
  const {
    emulator: endpoint,
    region,
    folder,
    containersHost,
    network,
    scheduler,
    control,
    onQuery,
    onPassed,
  } = options;
  const certificates = await makeCertificates(region, folder);
  const emulator = new EmulatorProxy(endpoint);
  const ecs = new EcsActions(emulator, scheduler);
  const sts = new STSClient({ endpoint, region, credentials: { accessKeyId: "test", secretAccessKey: "test" } });
  const agent = new Agent({
    region,
    network,
    credentials: new CredentialsOfTasks(sts),
    tasks: () =>
      scheduler()
        .tasks()
        .map((task) => task.view()),
  });
  const rest: Handler = async (request, response) => {
    await emulator.pass(request, response);
    onPassed?.(signedService(request));
    return true;
  };

  const aws = [ecs.handle, ...(onQuery ? [queryHandler(emulator, onQuery)] : []), rest];
  const forMachine = createServer(firstOf(controlHandler(control), ...aws));
  const forContainers = firstOf(agent.handle, ...aws);
  const plain = createServer(forContainers);
  const secure = createSecureServer({ key: certificates.key, cert: certificates.cert }, forContainers);
  const stop = async () => {
    await Promise.all([forMachine, plain, secure].map((server) => close(server)));
    sts.destroy();
  };
  try {
    return {
      address: await listen(forMachine, "127.0.0.1"),
      containers: { http: await listen(plain, containersHost), https: await listen(secure, containersHost) },
      caFile: certificates.caFile,
      awsNames: awsNames(region),
      endpoints: agent,
      certificate: (names) => certificates.make(names),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
