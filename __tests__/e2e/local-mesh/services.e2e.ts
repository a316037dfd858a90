import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  type Service,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";
import { type Emulator, startEmulator, Terraform } from "../../../tools/emulator";
import { type Front, startFront } from "../../../tools/local-mesh/front";
import { Services } from "../../../tools/local-mesh/services";
import { FakeRunner, FakeTargets } from "../../tools/local-mesh/services/fakes";

const region = "us-east-1";
const credentials = { accessKeyId: "test", secretAccessKey: "test" };

let emulator: Emulator;
let front: Front;
let services: Services;
let folder: string;
let client: ECSClient;
const runner = new FakeRunner();
/** How many ran of which revision, after each change. */
const seen: string[] = [];

/** What Terraform does is real here, and so is the scheduler; the tasks take half a second to start. */
beforeAll(async () => {
  [emulator, folder] = await Promise.all([startEmulator(), mkdtemp(join(tmpdir(), "services-"))]);
  const behind = new ECSClient({ endpoint: emulator.endpoint, region, credentials });
  services = new Services({
    runner,
    targets: new FakeTargets(),
    region,
    account: "123456789012",
    taskDefinition: (taskDefinition) => definitionOf(behind, taskDefinition),
    namesOf: () => Promise.resolve([]),
    settleSeconds: 1,
  });
  runner.onStart = (task) => {
    setTimeout(() => task.run(), 500);
    task.onChange(() => seen.push(runner.running.map(({ request }) => request.definition.revision).join(" ")));
  };
  front = await startFront({
    emulator: emulator.endpoint,
    region,
    folder,
    containersHost: "127.0.0.1",
    scheduler: () => services,
    control: () => {
      throw new Error("Nobody controls this mesh.");
    },
  });
  const { host, port } = front.address;
  client = new ECSClient({ endpoint: `http://${host}:${port}`, region, credentials });
});

afterAll(async () => {
  await services.stopAll();
  await front.stop();
  await emulator.stop();
  await rm(folder, { recursive: true });
});

async function definitionOf(behind: ECSClient, reference: string): Promise<TaskDefinition> {
  const answer = await behind.send(new DescribeTaskDefinitionCommand({ taskDefinition: reference }));
  if (!answer.taskDefinition) throw new Error(`There is no task definition ${reference}.`);
  return answer.taskDefinition;
}

/** A cluster with one service, which Terraform waits for. */
function stack(image: string, desiredCount = 2) {
  return {
    terraform: { required_providers: { aws: { source: "hashicorp/aws" } } },
    provider: { aws: { region } },
    resource: {
      aws_ecs_cluster: { cluster: { name: "mesh" } },
      aws_ecs_task_definition: {
        app: { family: "app", container_definitions: JSON.stringify([{ name: "app", image, memory: 64 }]) },
      },
      aws_ecs_service: {
        app: {
          name: "app",
          cluster: "${aws_ecs_cluster.cluster.arn}",
          task_definition: "${aws_ecs_task_definition.app.arn}",
          desired_count: desiredCount,
          launch_type: "EC2",
          enable_execute_command: true,
          deployment_circuit_breaker: { enable: true, rollback: true },
          wait_for_steady_state: true,
        },
      },
    },
  };
}

async function terraformOf(content: object): Promise<Terraform> {
  await writeFile(join(folder, "main.tf.json"), JSON.stringify(content));
  const { host, port } = front.address;
  return new Terraform(folder, { env: { ...emulator.env, AWS_ENDPOINT_URL: `http://${host}:${port}` } });
}

async function service(): Promise<Service | undefined> {
  const answer = await client.send(new DescribeServicesCommand({ cluster: "mesh", services: ["app"] }));
  return answer.services?.[0];
}

describe("Terraform with a service that it waits for", () => {
  test("creates it, and goes on when its tasks run", async () => {
    const terraform = await terraformOf(stack("app:1"));
    await terraform.init();
    await terraform.apply();
    expect(runner.running).toHaveLength(2);
    expect(await service()).toMatchObject({ status: "ACTIVE", runningCount: 2, pendingCount: 0, desiredCount: 2 });
    const { taskArns } = await client.send(new ListTasksCommand({ cluster: "mesh", serviceName: "app" }));
    expect(taskArns).toEqual(runner.tasks.map(({ request }) => request.arn));
    const described = await client.send(new DescribeTasksCommand({ cluster: "mesh", tasks: taskArns }));
    expect(described.tasks).toMatchObject([{ lastStatus: "RUNNING", group: "service:app" }, {}]);
    expect(described.tasks?.[0]?.createdAt).toEqual(runner.tasks[0]?.view().createdAt);
  });

  test("sees no difference afterwards, not even in what the emulator forgets", async () => {
    const { hasChanges } = await (await terraformOf(stack("app:1"))).plan();
    expect(hasChanges).toBe(false);
  });

  test("rolls it: never fewer than two, and nothing of the old is left when it goes on", async () => {
    seen.length = 0;
    await (await terraformOf(stack("app:2"))).apply();
    expect(seen.map((revisions) => revisions.split(" ").length)).not.toContain(1);
    expect(runner.running.map(({ request }) => request.definition.revision)).toEqual([2, 2]);
    expect(runner.in("STOPPED")).toHaveLength(2);
    await sleep(1500);
    expect((await service())?.deployments).toMatchObject([{ status: "PRIMARY", rolloutState: "COMPLETED" }]);
  });

  test("scales it without a new deployment", async () => {
    const [before] = (await service())?.deployments ?? [];
    await (await terraformOf(stack("app:2", 3))).apply();
    expect(runner.running).toHaveLength(3);
    expect((await service())?.deployments).toMatchObject([{ id: before?.id, desiredCount: 3 }]);
  });

  test("takes it away, and goes on when its tasks have stopped", async () => {
    await (await terraformOf(stack("app:2", 3))).destroy();
    expect(runner.tasks.map((task) => task.view().status)).toEqual(Array(5).fill("STOPPED"));
  });
});
