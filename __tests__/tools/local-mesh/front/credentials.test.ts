import { AssumeRoleCommand, type AssumeRoleCommandOutput } from "@aws-sdk/client-sts";
import { CredentialsOfTasks } from "../../../../tools/local-mesh/front/credentials";
import { taskView } from "./fakes";

const HOUR = 3_600_000;
let now = 0;
let fails = false;
const send = jest.fn<Promise<AssumeRoleCommandOutput>, [AssumeRoleCommand]>(() => {
  if (fails) return Promise.reject(new Error("no"));
  const Expiration = new Date(now + HOUR);
  const Credentials = { AccessKeyId: `key-${now}`, SecretAccessKey: "secret", SessionToken: "token", Expiration };
  return Promise.resolve({ Credentials, $metadata: {} });
});

beforeEach(() => {
  now = 0;
  fails = false;
  send.mockClear();
});

const credentials = () => new CredentialsOfTasks({ send }, () => now);

test("they are the emulator's for the task's role, in a session named after the task", async () => {
  expect(await credentials().of(taskView())).toEqual({
    RoleArn: "arn:aws:iam::123456789012:role/path/client",
    AccessKeyId: "key-0",
    SecretAccessKey: "secret",
    Token: "token",
    Expiration: "1970-01-01T01:00:00.000Z",
  });
  const command = send.mock.calls[0]?.[0];
  expect(command).toBeInstanceOf(AssumeRoleCommand);
  expect(command?.input).toMatchObject({ RoleSessionName: "0123456789abcdef0123456789abcdef" });
});

test("they are kept, and renewed before they end", async () => {
  const ours = credentials();
  await ours.of(taskView());
  now = 40 * 60_000;
  expect((await ours.of(taskView())).AccessKeyId).toBe("key-0");
  now = 51 * 60_000;
  expect((await ours.of(taskView())).AccessKeyId).toBe(`key-${now}`);
  expect(send).toHaveBeenCalledTimes(2);
});

test("a failure is told, and tried again", async () => {
  const ours = credentials();
  fails = true;
  await expect(ours.of(taskView())).rejects.toThrow("no");
  fails = false;
  expect((await ours.of(taskView())).AccessKeyId).toBe("key-0");
});

test("their path is the task's alone, of this run, and cannot be told from its ARN", () => {
  const [ours, others] = [credentials(), credentials()];
  const path = ours.path(taskView()) ?? "";
  expect(path).toMatch(/^\/v2\/credentials\/[0-9a-f]{64}$/);
  expect(others.path(taskView())).not.toBe(path);
  expect(ours.belongs(path, taskView())).toBe(true);
  const { request } = taskView();
  expect(ours.belongs(path, taskView({ request: { ...request, arn: `${request.arn}0` } }))).toBe(false);
  expect(ours.path(taskView({ request: { ...request, definition: {} } }))).toBeUndefined();
});
