import { readFileSync } from "node:fs";
import { request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeleteServiceCommand,
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  type ECSClient,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StopTaskCommand,
  UpdateServiceCommand,
  type Service,
} from "@aws-sdk/client-ecs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Front } from "../../../tools/local-mesh/front";
import { REGION, startFrontGround, type FrontGround } from "./front-ground";

/*
 * AWS as Terraform and the containers of a local mesh see it: the emulator, with the front and the scheduler before it.
 * The tasks run nothing.
 */
const ROLE = "arn:aws:iam::123456789012:role/mesh/client";

let ground: FrontGround;
let front: Front;
let ecs: ECSClient;

beforeAll(async () => {
  ground = await startFrontGround();
  ({ front, ecs } = ground);
  await ecs.send(new CreateClusterCommand({ clusterName: "mesh" }));
  for (const image of ["app:1", "app:2"]) {
    const containerDefinitions = [{ name: "app", image, essential: true, memory: 64 }];
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: "client",
        taskRoleArn: ROLE,
        networkMode: "awsvpc",
        containerDefinitions,
      }),
    );
  }
}, 120_000);
afterAll(() => ground.stop());

async function described(): Promise<Service> {
  const { services: found = [] } = await ecs.send(
    new DescribeServicesCommand({ cluster: "mesh", services: ["client"], include: ["TAGS"] }),
  );
  return found[0] ?? {};
}

/** As the provider waits: by asking again. */
async function until(is: (service: Service) => boolean): Promise<Service> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const service = await described();
    if (is(service)) return service;
    await sleep(50);
  }
  throw new Error(`It did not come to that: ${JSON.stringify(await described())}`);
}

const isSteady = ({ desiredCount, runningCount, deployments = [] }: Service) =>
  deployments.length === 1 && deployments[0]?.rolloutState === "COMPLETED" && runningCount === desiredCount;

async function arns(status: "RUNNING" | "STOPPED" = "RUNNING"): Promise<string[]> {
  const { taskArns = [] } = await ecs.send(
    new ListTasksCommand({ cluster: "mesh", serviceName: "client", desiredStatus: status }),
  );
  return taskArns;
}

test("a service is created, and answers with all that was asked for and with true counts", async () => {
  const { service } = await ecs.send(
    new CreateServiceCommand({
      cluster: "mesh",
      serviceName: "client",
      taskDefinition: "client:1",
      desiredCount: 2,
      launchType: "FARGATE",
      enableExecuteCommand: true,
      availabilityZoneRebalancing: "ENABLED",
      healthCheckGracePeriodSeconds: 7,
      propagateTags: "SERVICE",
      tags: [{ key: "team", value: "mesh" }],
      deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 150 },
    }),
  );
  expect(service).toMatchObject({ status: "ACTIVE", desiredCount: 2, serviceName: "client" });
  expect(await until(isSteady)).toMatchObject({
    enableExecuteCommand: true,
    availabilityZoneRebalancing: "ENABLED",
    healthCheckGracePeriodSeconds: 7,
    deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 150 },
    tags: [{ key: "team", value: "mesh" }],
    runningCount: 2,
    pendingCount: 0,
  });
  const { clusters = [] } = await ecs.send(new DescribeClustersCommand({ clusters: ["mesh"] }));
  expect(clusters[0]).toMatchObject({ runningTasksCount: 2, pendingTasksCount: 0 });
});

test("its tasks are listed and described, times included", async () => {
  const found = await ecs.send(new DescribeTasksCommand({ cluster: "mesh", tasks: await arns(), include: ["TAGS"] }));
  expect(found.failures).toEqual([]);
  expect(found.tasks).toHaveLength(2);
  expect(found.tasks?.[0]).toMatchObject({
    lastStatus: "RUNNING",
    group: "service:client",
    launchType: "FARGATE",
    tags: expect.arrayContaining([{ key: "team", value: "mesh" }]) as unknown,
    createdAt: expect.any(Date) as unknown,
  });
  expect(Math.abs(Date.now() - (found.tasks?.[0]?.createdAt?.getTime() ?? 0))).toBeLessThan(60_000);
});

test("credentials of the task's role lead to that role's identity", async () => {
  const [task] = ground.tasks.started;
  if (!task) throw new Error("There is no task.");
  const path = front.endpoints.variables(task.view(), "app").AWS_CONTAINER_CREDENTIALS_RELATIVE_URI;
  const response = await fetch(`http://127.0.0.1:${front.containers.http.port}${path}`);
  const given = (await response.json()) as Record<"AccessKeyId" | "SecretAccessKey" | "Token" | "RoleArn", string>;
  expect(given.RoleArn).toBe(ROLE);
  const sts = new STSClient({
    endpoint: `http://127.0.0.1:${front.containers.http.port}`,
    region: REGION,
    credentials: {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      sessionToken: given.Token,
    },
  });
  const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
  const session = task.view().request.arn.split("/").at(-1);
  expect(Arn).toMatch(new RegExp(`^arn:aws:sts::123456789012:assumed-role/.*client/${session}$`));
});

test.each(["sts.amazonaws.com", "sts.us-east-1.amazonaws.com"])(
  "%s answers by HTTPS, with the CA of the run",
  async (name) => {
    const authorization =
      "AWS4-HMAC-SHA256 Credential=test/20250101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0";
    const { host, port } = front.containers.https;
    const answer = await new Promise<string>((resolve, reject) => {
      const sent = request(
        {
          host,
          port,
          servername: name,
          ca: readFileSync(front.caFile),
          method: "POST",
          headers: { Host: name, Authorization: authorization, "Content-Type": "application/x-www-form-urlencoded" },
        },
        (response) => {
          let text = "";
          response.on("data", (chunk: Buffer) => (text += chunk.toString()));
          response.on("end", () => resolve(text));
        },
      );
      sent.on("error", reject).end("Action=GetCallerIdentity&Version=2011-06-15");
    });
    expect(answer).toContain("<GetCallerIdentityResult>");
  },
);

test("an update rolls the tasks, to the revision that the name stands for", async () => {
  const before = await arns();
  const { service } = await ecs.send(
    new UpdateServiceCommand({ cluster: "mesh", service: "client", taskDefinition: "client" }),
  );
  expect(service?.taskDefinition).toMatch(/^arn:.*:task-definition\/client:2$/);
  const steady = await until(isSteady);
  expect(steady.deployments?.[0]?.taskDefinition).toMatch(/client:2$/);
  expect(steady.enableExecuteCommand).toBe(true);
  expect((await arns()).filter((arn) => before.includes(arn))).toEqual([]);
});

test("a forced deployment replaces tasks of which nothing has changed", async () => {
  const before = await arns();
  await ecs.send(new UpdateServiceCommand({ cluster: "mesh", service: "client", forceNewDeployment: true }));
  await until(isSteady);
  expect((await arns()).filter((arn) => before.includes(arn))).toEqual([]);
});

test("a task that is stopped is replaced", async () => {
  const [first = ""] = await arns();
  await ecs.send(new StopTaskCommand({ cluster: "mesh", task: first, reason: "because" }));
  await until(isSteady);
  const { tasks: found = [] } = await ecs.send(new DescribeTasksCommand({ cluster: "mesh", tasks: [first] }));
  expect(found[0]).toMatchObject({ stopCode: "UserInitiated", stoppedReason: "because" });
  expect(await arns("STOPPED")).toContain(first);
});

test("a task of no service runs with what is overridden", async () => {
  const overrides = { containerOverrides: [{ name: "app", command: ["once"] }] };
  const { tasks: run = [] } = await ecs.send(
    new RunTaskCommand({ cluster: "mesh", taskDefinition: "client", startedBy: "me", overrides }),
  );
  expect(run[0]).toMatchObject({ startedBy: "me", group: "family:client" });
  expect(ground.tasks.started.at(-1)?.view().request.definition.containerDefinitions?.[0]?.command).toEqual(["once"]);
  await expect(ecs.send(new RunTaskCommand({ cluster: "mesh", taskDefinition: "none" }))).rejects.toThrow();
  await expect(ecs.send(new ListTasksCommand({ cluster: "none" }))).rejects.toThrow("Cluster not found.");
});

test("a service is DRAINING while its tasks stop, then INACTIVE, then there can be another of its name", async () => {
  ground.tasks.slow = true;
  await ecs.send(new UpdateServiceCommand({ cluster: "mesh", service: "client", desiredCount: 0 }));
  const { service } = await ecs.send(new DeleteServiceCommand({ cluster: "mesh", service: "client" }));
  expect(service?.status).toBe("DRAINING");
  expect(await described()).toMatchObject({ status: "DRAINING", desiredCount: 0 });
  const again = new CreateServiceCommand({ cluster: "mesh", serviceName: "client", taskDefinition: "client" });
  await expect(ecs.send(again)).rejects.toThrow("still Draining");
  ground.tasks.release();
  expect(await until(({ status }) => status === "INACTIVE")).toMatchObject({ runningCount: 0 });
  expect((await ecs.send(again)).service?.status).toBe("ACTIVE");
});
