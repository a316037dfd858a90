import { readFileSync } from "node:fs";
import { request } from "node:https";
import { callEcs, fakeEmulator, frontBefore, type FakeEmulator, type FrontUnderTest } from "./fakes";

let emulator: FakeEmulator;
let front: FrontUnderTest;

beforeAll(async () => {
  emulator = await fakeEmulator(({ body }) => [201, `took ${body.length}`]);
  front = await frontBefore(emulator.endpoint);
});
afterAll(async () => {
  await front.stop();
  await emulator.stop();
});

test("method, path, query, body, signature and host reach the emulator, status and headers come back", async () => {
  const response = await fetch(`${front.machine}/bucket/a%2Fb?list-type=2&prefix=x%20y`, {
    method: "PUT",
    headers: { Authorization: "AWS4-HMAC-SHA256 Credential=test", "X-Amz-Meta": "kept" },
    body: "x".repeat(100_000),
  });
  expect([response.status, await response.text()]).toEqual([201, "took 100000"]);
  expect(response.headers.get("x-emulator")).toBe("yes");
  expect(emulator.received.at(-1)).toMatchObject({
    method: "PUT",
    url: "/bucket/a%2Fb?list-type=2&prefix=x%20y",
    headers: {
      host: front.machine.replace("http://", ""),
      authorization: "AWS4-HMAC-SHA256 Credential=test",
      "x-amz-meta": "kept",
    },
  });
});

test("a request without a body, and one whose length nobody said", async () => {
  expect((await fetch(`${front.machine}/file`, { method: "DELETE" })).status).toBe(201);
  const body = new Blob(["a", "b"]).stream();
  const chunked = { method: "POST", body, duplex: "half" } as RequestInit;
  expect(await (await fetch(front.machine, chunked)).text()).toBe("took 2");
});

test("what else ECS can do is the emulator's business", async () => {
  const fakeless = await fetch(front.machine, {
    method: "POST",
    headers: { "X-Amz-Target": "AmazonEC2ContainerServiceV20141113.RegisterTaskDefinition" },
    body: "{}",
  });
  expect(await fakeless.text()).toBe("took 2");
});

test("HTTPS by AWS's name, with the CA of the run", async () => {
  const ca = readFileSync(front.front.caFile);
  const { host, port } = front.front.containers.https;
  const name = "sts.eu-west-1.amazonaws.com";
  const status = await new Promise((resolve, reject) => {
    const headers = { Host: name };
    const sent = request({ host, port, ca, servername: name, method: "POST", headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on("error", reject).end("Action=GetCallerIdentity");
  });
  expect(status).toBe(201);
  expect(emulator.received.at(-1)).toMatchObject({ headers: { host: name }, body: "Action=GetCallerIdentity" });
});

test("an emulator that has ended is told so that clients try again", async () => {
  const gone = await fakeEmulator(() => [200, {}]);
  await gone.stop();
  const before = await frontBefore(gone.endpoint);
  try {
    const response = await fetch(before.machine);
    expect([response.status, await response.json()]).toMatchObject([503, { __type: "ServiceUnavailable" }]);
    expect((await callEcs(before.machine, "CreateService", {})).status).toBe(503);
  } finally {
    await before.stop();
  }
});
