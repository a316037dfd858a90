import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { callsFor, figuresOf } from "../../../tools/traffic";

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));

test("the figures count every failed call, and time the good ones", () => {
  const good = Array.from({ length: 100 }, (_, index) => ({ at: at(0), ms: 100 - index }));
  const failed = [5, 3, 4].map((second) => ({
    at: at(second),
    ms: 1000,
    reason: second === 4 ? "reset" : "status 503",
  }));
  expect(figuresOf([...failed, ...good])).toEqual({
    total: 103,
    failed: 3,
    firstFailure: at(3),
    lastFailure: at(5),
    reasons: { "status 503": 2, reset: 1 },
    p50: 50,
    p99: 99,
  });
});

test("without calls there is nothing to tell", () => {
  expect(figuresOf([])).toMatchObject({ total: 0, failed: 0, p50: NaN, p99: NaN });
});

describe("calls", () => {
  let server: Server;
  let url: string;
  let calls = 0;

  beforeAll(async () => {
    // Every third answer is bad.
    server = createServer((_, response) => response.writeHead(++calls % 3 === 0 ? 503 : 200).end("body"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  test("come at the rate that was asked for, and none is tried again", async () => {
    const { total, failed, reasons } = await callsFor(1, url, 30);
    expect(total).toBe(calls);
    expect(total).toBeGreaterThan(15);
    expect(total).toBeLessThanOrEqual(31);
    expect(failed).toBe(Math.floor(total / 3));
    expect(reasons).toEqual({ "status 503": failed });
  });

  test("that nobody answers have failed", async () => {
    const { total, failed } = await callsFor(0.3, "http://127.0.0.1:1", 20);
    expect(total).toBeGreaterThan(0);
    expect(failed).toBe(total);
  });
});
