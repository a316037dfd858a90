import type { TaskView } from "../../../../tools/local-mesh/parts";
import {
  fakeEmulator,
  fakeScheduler,
  frontBefore,
  runningTask,
  taskView,
  type FakeEmulator,
  type FrontUnderTest,
} from "./fakes";

let view: TaskView = taskView();
let emulator: FakeEmulator;
let front: FrontUnderTest;

const CREDENTIALS = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
  <AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
  <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

beforeAll(async () => {
  emulator = await fakeEmulator(() => [200, CREDENTIALS]);
  front = await frontBefore(emulator.endpoint, {
    scheduler: () => fakeScheduler({ tasks: () => [runningTask(view)] }),
  });
});
afterAll(async () => {
  await front.stop();
  await emulator.stop();
});
beforeEach(() => (view = taskView()));

const like = (pattern: RegExp) => expect.stringMatching(pattern) as string;
const variables = (container = "app") => front.front.endpoints.variables(view, container);

/** What a container gets from the address that its relay leads to this process. */
async function get(url: string | undefined): Promise<{ status: number; json: Record<string, unknown> }> {
  const response = await fetch(`${front.containers}${new URL(url ?? "", "http://169.254.170.2").pathname}`);
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

test("a container's environment is what ECS adds", () => {
  expect(variables()).toEqual({
    AWS_EXECUTION_ENV: "AWS_ECS_FARGATE",
    AWS_REGION: "eu-west-1",
    AWS_DEFAULT_REGION: "eu-west-1",
    ECS_CONTAINER_METADATA_URI: like(/^http:\/\/169\.254\.170\.2\/v3\/[0-9a-f]{32}-[0-9a-f]{10}$/),
    ECS_CONTAINER_METADATA_URI_V4: like(/^http:\/\/169\.254\.170\.2\/v4\/[0-9a-f]{32}-[0-9a-f]{10}$/),
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: like(/^\/v2\/credentials\//),
  });
  expect(front.front.endpoints.variables(taskView({}, "EC2"), "app")).toHaveProperty(
    "AWS_EXECUTION_ENV",
    "AWS_ECS_EC2",
  );
});

test("a task without a role is given no credentials", () => {
  const { request } = taskView();
  const without = taskView({ request: { ...request, definition: { ...request.definition, taskRoleArn: undefined } } });
  expect(front.front.endpoints.variables(without, "app")).not.toHaveProperty("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
});

test("each container finds itself and its task, by both versions", async () => {
  for (const name of ["app", "sidecar"]) {
    const { ECS_CONTAINER_METADATA_URI_V4: v4, ECS_CONTAINER_METADATA_URI: v3 } = variables(name);
    for (const uri of [v4, v3]) {
      expect(await get(uri)).toMatchObject({ status: 200, json: { Name: name } });
      expect(await get(`${uri}/task`)).toMatchObject({ status: 200, json: { Family: "client" } });
    }
    expect((await get(`${v4}/task`)).json).not.toHaveProperty("TaskTags");
    expect((await get(`${v4}/taskWithTags`)).json).toHaveProperty("TaskTags", { team: "mesh" });
  }
});

test("a container that has ended goes on being told of as the task stops", async () => {
  const uri = variables("sidecar").ECS_CONTAINER_METADATA_URI_V4;
  view = taskView({
    status: "STOPPING",
    desiredStatus: "STOPPED",
    containers: view.containers.map((one) =>
      one.name === "app" ? { ...one, status: "STOPPED", desiredStatus: "STOPPED", exitCode: 0 } : one,
    ),
  });
  const { Containers } = (await get(`${uri}/task`)).json;
  expect(Containers).toEqual([
    expect.objectContaining({ Name: "app", DesiredStatus: "STOPPED", KnownStatus: "STOPPED", ExitCode: 0 }),
    expect.objectContaining({ Name: "sidecar", DesiredStatus: "STOPPED", KnownStatus: "STOPPED" }),
  ]);
});

test("what nobody knows is not found", async () => {
  const uri = variables().ECS_CONTAINER_METADATA_URI_V4;
  expect((await get(`${uri}/stats`)).status).toBe(404);
  expect((await get(`${uri}0`)).status).toBe(404);
  expect((await get("/v4/nobody")).status).toBe(404);
});

test("the credentials of the task's role are at the path that it was given, and at no other", async () => {
  const path = variables().AWS_CONTAINER_CREDENTIALS_RELATIVE_URI;
  expect(await get(path)).toMatchObject({ status: 200, json: { AccessKeyId: "ASIA1", Token: "token" } });
  expect(emulator.received.at(-1)?.body).toContain("RoleSessionName=0123456789abcdef0123456789abcdef");
  expect(await get(`${path}0`)).toMatchObject({ status: 400, json: { code: "InvalidIdInRequest" } });
});

test("this machine's address serves neither metadata nor credentials", async () => {
  await fetch(`${front.machine}${variables().AWS_CONTAINER_CREDENTIALS_RELATIVE_URI}`);
  expect(emulator.received.at(-1)).toHaveProperty("url", variables().AWS_CONTAINER_CREDENTIALS_RELATIVE_URI);
});
