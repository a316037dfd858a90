import { basicSuite } from "./suite";

describe("line 0.6", () =>
  basicSuite({
    release: "0.6",
    controller: "consul-acl-controller",
    proxy: "sidecar-proxy",
    // More configuration of the client agent, in which its log is more talkative.
    logged: { "consul-client": "[DEBUG] agent:" },
    tokensGivenBack: (log) =>
      expect(log("consul-ecs-health-sync").filter((text) => text.includes("log out token:"))).toHaveLength(2),
  }));
