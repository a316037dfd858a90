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

it("orders one name in several partitions and namespaces, whatever the order was", () => {
  const places = [{}, { Namespace: "a" }, { Namespace: "b" }, { Partition: "p", Namespace: "a" }];
  const all = places.map((place) => ({ ...entry("tcp-route", "a"), ...place }));
  expect(inOrder([...all].reverse())).toEqual(inOrder(all));
});
