import {
  ConfigEntryResources,
  exportedServices,
  mergeConfigEntries,
  PEER_THROUGH_MESH_GATEWAYS,
  serviceDefaults,
  allowIntentions,
  DENY_ALL,
  type ConfigEntry,
} from "../../../../modules/consul/config-entries";
import { evaluateJson } from "../../../helpers/evaluate-template";
import { Template, testStack } from "../../../helpers/template";

test("services are exported to each peer and partition once, in a fixed order", () => {
  const exports = new Map([
    [{ service: "web" }, [{ Peer: "west" }, { Peer: "east" }, { Peer: "west" }]],
    [{ service: "api", namespace: "shop" }, [{ Partition: "billing" }]],
  ]);
  expect(exportedServices(exports)).toEqual({
    Kind: "exported-services",
    Name: "default",
    Services: [
      { Name: "web", Consumers: [{ Peer: "east" }, { Peer: "west" }] },
      { Name: "api", Namespace: "shop", Consumers: [{ Partition: "billing" }] },
    ],
  });
  expect(exportedServices(new Map(), "shop")).toEqual({
    Kind: "exported-services",
    Name: "shop",
    Partition: "shop",
    Services: [],
  });
});

test("Consul refuses a name of the entry `mesh`, which the provider asks for", () => {
  expect(PEER_THROUGH_MESH_GATEWAYS).not.toHaveProperty("Name");
  const stack = testStack((scope) => {
    new ConfigEntryResources(scope, "entries", [PEER_THROUGH_MESH_GATEWAYS]);
  });
  const { kind, name, config_json } = Template.of(stack).resource<Record<string, string>>("consul_config_entry");
  expect([kind, name]).toEqual(["mesh", "mesh"]);
  expect(evaluateJson(config_json ?? "")).toEqual({ Peering: { PeerThroughMeshGateways: true } });
});

describe("the entries of several meshes together", () => {
  const from = (...callers: string[]) =>
    allowIntentions(
      { service: "api" },
      callers.map((service) => ({ service })),
    );

  test("say once what both say, and let the callers of both in", () => {
    expect(
      mergeConfigEntries(
        [from("web", "shop"), DENY_ALL],
        [DENY_ALL, serviceDefaults("api", "http"), from("batch", "web")],
      ),
    ).toEqual([
      serviceDefaults("api", "http"),
      DENY_ALL,
      { ...from("web"), Sources: sources(from("web", "shop"), from("batch")) },
    ]);
  });

  test("are refused where they contradict each other", () => {
    expect(() => mergeConfigEntries([serviceDefaults("api", "http")], [serviceDefaults("api", "grpc")])).toThrow(
      /service-defaults api must be the same in all datacenters, which share it\. .*another name/,
    );
  });

  const sources = (...entries: ConfigEntry[]): unknown[] => entries.flatMap(({ Sources }) => Sources);
});
