import { CONFIG_ENTRY_KINDS, inOrder, type ConfigEntry } from "../../../../modules/consul/config-entries";

const entry = (Kind: ConfigEntry["Kind"], Name?: string): ConfigEntry => ({ Kind, Name });

it("puts first what others build on, whatever the order was", () => {
  const all = CONFIG_ENTRY_KINDS.map((kind) => entry(kind, "a"));
  expect(inOrder([...all].reverse())).toEqual(all);
});

it("orders by name within a kind", () => {
  const entries = [entry("tcp-route", "b"), entry("mesh"), entry("tcp-route", "a")];
  expect(inOrder(entries).map(({ Name }) => Name)).toEqual([undefined, "a", "b"]);
});
