import { groupSettings } from "../../../../tools/local-mesh/load-balancers/configuration";
import { isGood, probe } from "../../../../tools/local-mesh/load-balancers/health-check";
import { freePort, World } from "./world";

const world = new World();
afterEach(() => world.end());

test.each([
  [200, "200", true],
  [302, "200", false],
  [302, "200,302", true],
  [399, "200-399", true],
  [400, "200-399", false],
])("%i meets %s: %s", (status, matcher, expected) => {
  expect(isGood(status, matcher)).toBe(expected);
});

describe("A check", () => {
  const { check } = groupSettings({ HealthCheckPath: "/well", HealthCheckTimeoutSeconds: 60 }, {});
  const tcp = { ...check, protocol: "TCP" };

  test("by HTTP looks at path and status", async () => {
    const { address } = await world.target(({ url }, response) =>
      response.writeHead(url === "/well" ? 200 : 500).end(),
    );
    expect(await probe(check, address)).toBeUndefined();
    expect(await probe({ ...check, path: "/ill" }, address)).toBe("Health checks failed with these codes: [500]");
  });

  test("by HTTP ends after its time", async () => {
    const { address } = await world.target(() => undefined);
    expect(await probe({ ...check, timeoutSeconds: 0.2 }, address)).toBe("Request timed out");
  });

  test("fails where nobody listens", async () => {
    const address = { host: "127.0.0.1", port: await freePort() };
    expect(await probe(check, address)).toBe("Health checks failed");
    expect(await probe(tcp, address)).toBe("Health checks failed");
  });

  test("by TCP wants the connection to stay", async () => {
    const stays = await world.tcpTarget(() => undefined);
    const goes = await world.tcpTarget((socket) => void socket.end());
    expect(await probe(tcp, stays.address)).toBeUndefined();
    expect(await probe(tcp, goes.address)).toBe("Health checks failed");
  });
});
