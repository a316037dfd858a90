import { canListenOn, gatewayOf } from "../../../../tools/local-mesh/engine/network";

test.each([
  ["an address", [{ Gateway: "172.18.0.1" }], "172.18.0.1"],
  ["an address with its network", [{ Gateway: "172.18.0.1/16" }], "172.18.0.1"],
  ["the one of version 4 of two", [{ Gateway: "fd00::1" }, { Gateway: "172.18.0.1" }], "172.18.0.1"],
  ["none", [{ Subnet: "172.18.0.0/16" }], undefined],
  ["nothing", [], undefined],
])("the gateway of a network: %s", (_, Config, expected) => {
  expect(gatewayOf({ IPAM: { Driver: "default", Config } })).toBe(expected);
});

test("an address of this machine can be listened on, another one cannot", async () => {
  expect(await canListenOn("127.0.0.1")).toBe(true);
  expect(await canListenOn("192.0.2.1")).toBe(false);
});
