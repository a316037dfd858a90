import { request } from "node:http";
import { fakeEmulator, frontBefore, type FakeEmulator, type FrontUnderTest } from "./fakes";

const control = {
  status: jest.fn(() => ({ services: [{ name: "client" }] })),
  scale: jest.fn(() => Promise.resolve()),
  execute: jest.fn(() => Promise.resolve({ exitCode: 3, output: "out" })),
  stop: jest.fn(() => Promise.resolve()),
};
let emulator: FakeEmulator;
let front: FrontUnderTest;

beforeAll(async () => {
  emulator = await fakeEmulator(() => [404, { __type: "NotFound" }]);
  front = await frontBefore(emulator.endpoint, { control });
});
afterAll(async () => {
  await front.stop();
  await emulator.stop();
});
beforeEach(() => jest.clearAllMocks());

async function post(path: string, body: unknown): Promise<{ status: number; json: unknown }> {
  const response = await fetch(`${front.machine}${path}`, { method: "POST", body: JSON.stringify(body) });
  return { status: response.status, json: await response.json() };
}

/** `fetch` does not let a caller choose these headers. */
function statusWith(base: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(`${base}/local-mesh/status`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on("error", reject).end();
  });
}

test("another process reads the status", async () => {
  const response = await fetch(`${front.machine}/local-mesh/status`);
  expect([response.status, await response.json()]).toEqual([200, { services: [{ name: "client" }] }]);
});

test("another process scales, runs commands, and stops the mesh", async () => {
  expect(await post("/local-mesh/scale", { service: "client", count: 3 })).toEqual({ status: 200, json: {} });
  expect(control.scale).toHaveBeenCalledWith("client", 3);
  const order = { target: "client", container: "app", command: ["ls", "-l"] };
  expect(await post("/local-mesh/execute", order)).toEqual({ status: 200, json: { exitCode: 3, output: "out" } });
  expect(control.execute).toHaveBeenCalledWith("client", "app", ["ls", "-l"]);
  expect((await post("/local-mesh/stop", {})).status).toBe(202);
  expect(control.stop).toHaveBeenCalledTimes(1);
});

test.each([
  ["scale", { service: "client", count: -1 }, "count"],
  ["scale", { service: "client" }, "count"],
  ["execute", { target: "client", container: "app", command: [] }, "command"],
  ["execute", { target: "client", container: "app", command: ["ls"], other: 1 }, "other"],
])("a request to %s that is wrong is refused and says where: %j", async (path, body, where) => {
  const { status, json } = await post(`/local-mesh/${path}`, body);
  expect(status).toBe(400);
  expect(json).toMatchObject({ __type: "ValidationException", message: expect.stringContaining(where) as string });
  expect(control.scale).not.toHaveBeenCalled();
  expect(control.execute).not.toHaveBeenCalled();
});

test("what fails is told", async () => {
  control.scale.mockRejectedValueOnce(new Error("There is no service other."));
  const { status, json } = await post("/local-mesh/scale", { service: "other", count: 1 });
  expect([status, json]).toEqual([500, { __type: "ServerException", message: "There is no service other." }]);
});

test("there is nothing else below the path, and nothing of it reaches the emulator", async () => {
  expect((await post("/local-mesh/other", {})).status).toBe(404);
  expect((await fetch(`${front.machine}/local-mesh/scale`)).status).toBe(404);
  expect(emulator.received).toEqual([]);
});

test("a page in a browser gets nothing: not by a name of its own, and not from another origin", async () => {
  const own = front.machine.replace("http://", "");
  expect(await statusWith(front.machine, { Host: own })).toBe(200);
  expect(await statusWith(front.machine, { Host: own.replace("127.0.0.1", "localhost") })).toBe(200);
  expect(await statusWith(front.machine, { Host: "attacker.example" })).toBe(403);
  expect(await statusWith(front.machine, { Host: own.replace("127.0.0.1", "attacker.example") })).toBe(403);
  expect(await statusWith(front.machine, { Host: own, Origin: "https://attacker.example" })).toBe(403);
  expect(await statusWith(front.machine, { Host: own, Origin: "null" })).toBe(403);
  expect(control.status).toHaveBeenCalledTimes(2);
});

test("containers do not reach it", async () => {
  const own = front.machine.replace("http://", "");
  expect(await statusWith(front.containers, { Host: own })).toBe(404);
  expect(control.status).not.toHaveBeenCalled();
  expect(emulator.received.at(-1)).toHaveProperty("url", "/local-mesh/status");
});
