import { ConfigEntryResources, DENY_ALL, serviceDefaults } from "../../../../modules/consul/config-entries";
import { evaluateJson } from "../../../helpers/evaluate-template";
import { Template, testStack } from "../../../helpers/template";

test("each entry is a resource of the Consul provider, with kind and name beside the rest", () => {
  const stack = testStack((scope) => {
    new ConfigEntryResources(scope, "entries", [serviceDefaults("api", "http"), DENY_ALL]);
  });
  const entries = Object.values(Template.of(stack).resources("consul_config_entry"));
  expect(
    entries.map(({ kind, name, config_json }) => ({ kind, name, fields: evaluateJson(config_json as string) })),
  ).toEqual([
    { kind: "service-defaults", name: "api", fields: { Protocol: "http" } },
    {
      kind: "service-intentions",
      name: "*",
      fields: { Sources: [{ Name: "*", Action: "deny", Type: "consul", Precedence: 5 }] },
    },
  ]);
});
