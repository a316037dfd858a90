import type { RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import { listenerSettings } from "../../../../tools/local-mesh/load-balancers/configuration";
import { actionFor, redirectLocation } from "../../../../tools/local-mesh/load-balancers/rules";

const isMet = (condition: RuleCondition, call: { url?: string; method?: string; headers?: Record<string, string> }) => {
  const action = { kind: "fixed", status: 200, contentType: "", body: "" } as const;
  const { url = "/", method = "GET", headers = { host: "example.com:8080" } } = call;
  return actionFor({ url, method, headers }, [{ conditions: [condition], action }]) === action;
};

test.each<[RuleCondition, Parameters<typeof isMet>[1], boolean]>([
  [{ Field: "path-pattern", Values: ["/api/*"] }, { url: "/api/x?y=/z" }, true],
  [{ Field: "path-pattern", Values: ["/api/*"] }, { url: "/API/x" }, false],
  [{ Field: "path-pattern", PathPatternConfig: { Values: ["/?.html"] } }, { url: "/a.html" }, true],
  [{ Field: "path-pattern", PathPatternConfig: { Values: ["/?.html"] } }, { url: "/axhtml" }, false],
  [{ Field: "host-header", HostHeaderConfig: { Values: ["*.Example.com", "example.com"] } }, {}, true],
  [{ Field: "host-header", HostHeaderConfig: { Values: ["*.example.com"] } }, {}, false],
  [
    { Field: "http-header", HttpHeaderConfig: { HttpHeaderName: "X-Kind", Values: ["can*"] } },
    { headers: { "x-kind": "Canary" } },
    true,
  ],
  [{ Field: "http-header", HttpHeaderConfig: { HttpHeaderName: "X-Kind", Values: ["*"] } }, {}, false],
  [{ Field: "http-request-method", HttpRequestMethodConfig: { Values: ["PUT"] } }, { method: "PUT" }, true],
  [{ Field: "query-string", QueryStringConfig: { Values: [{ Key: "a", Value: "1*" }] } }, { url: "/?b=2&a=12" }, true],
  [{ Field: "query-string", QueryStringConfig: { Values: [{ Value: "3" }] } }, { url: "/?b=2" }, false],
])("%j on %j: %s", (condition, call, expected) => {
  expect(isMet(condition, call)).toBe(expected);
});

test("Rules go by their priority, the default last", () => {
  const fixed = (body: string) => [
    { Type: "fixed-response", FixedResponseConfig: { StatusCode: "200", MessageBody: body } } as const,
  ];
  const { rules } = listenerSettings({ Port: 80, DefaultActions: fixed("default") }, [
    { Priority: "default", IsDefault: true, Actions: fixed("default") },
    { Priority: "100", Conditions: [{ Field: "path-pattern", Values: ["/*"] }], Actions: fixed("second") },
    { Priority: "20", Conditions: [{ Field: "path-pattern", Values: ["/x"] }], Actions: fixed("first") },
  ]);
  const bodies = rules.map(({ action }) => (action.kind === "fixed" ? action.body : action.kind));
  expect(bodies).toEqual(["first", "second", "default"]);
});

test("A redirect leads to the port that the other listener really has", () => {
  const { rules } = listenerSettings(
    {
      DefaultActions: [
        { Type: "redirect", RedirectConfig: { Protocol: "HTTPS", Port: "443", StatusCode: "HTTP_301" } },
      ],
    },
    [],
  );
  const action = rules[0]?.action;
  if (action?.kind !== "redirect") throw new Error("It is a redirect.");
  const call = { method: "GET", url: "/a/b?c=d", headers: { host: "localhost:8080" } };
  const location = redirectLocation(call, action, { protocol: "http", port: 80 }, (port) => port + 8000);
  expect(location).toBe("https://localhost:8443/a/b?c=d");
});
