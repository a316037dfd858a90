import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeTaskDefinitionCommand, ECSClient } from "@aws-sdk/client-ecs";
import { startEmulator, type Emulator } from "../../../tools/emulator";
import { startFront, type Front } from "../../../tools/local-mesh/front";
import type { TargetGroups } from "../../../tools/local-mesh/parts";
import { Services } from "../../../tools/local-mesh/services";
import { LightTasks } from "./light-tasks";

export const REGION = "us-east-1";

/** AWS as Terraform and containers see it, with tasks that run nothing. */
export interface FrontGround {
  readonly emulator: Emulator;
  readonly front: Front;
  readonly tasks: LightTasks;
  /** Of a program that is to ask the front. */
  readonly env: Emulator["env"];
  readonly ecs: ECSClient;
  stop(): Promise<void>;
}

/** The emulator, with the scheduler and the front before it. */
export async function startFrontGround(): Promise<FrontGround> {
  const folder = mkdtempSync(join(tmpdir(), "front-"));
  const emulator = await startEmulator();
  const direct = client(emulator.endpoint);
  const tasks = new LightTasks();
  const services = new Services({
    runner: tasks,
    targets: NO_TARGETS,
    region: REGION,
    account: "123456789012",
    settleSeconds: 0,
    async taskDefinition(taskDefinition) {
      const found = await direct.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
      return found.taskDefinition ?? {};
    },
    namesOf: () => Promise.resolve([]),
  });
  const front = await startFront({
    emulator: emulator.endpoint,
    region: REGION,
    folder,
    containersHost: "127.0.0.1",
    scheduler: () => services,
    control: () => {
      throw new Error("Nobody controls this mesh.");
    },
  });
  const endpoint = `http://127.0.0.1:${front.address.port}`;
  return {
    emulator,
    front,
    tasks,
    env: { ...emulator.env, AWS_ENDPOINT_URL: endpoint },
    ecs: client(endpoint),
    async stop() {
      await services.stopAll();
      await front.stop();
      await emulator.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const NO_TARGETS: TargetGroups = {
  register: () => undefined,
  deregister: () => Promise.resolve(),
  health: () => "unused",
  onChange: () => () => undefined,
};

function client(endpoint: string): ECSClient {
  return new ECSClient({ endpoint, region: REGION, credentials: { accessKeyId: "test", secretAccessKey: "test" } });
}
