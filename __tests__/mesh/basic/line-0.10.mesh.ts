import { basicSuite } from "./suite";

describe("line 0.10", () =>
  basicSuite({
    release: "0.10",
    controller: "consul-ecs-controller",
    proxy: "consul-dataplane",
    tokensGivenBack: (_log, controllerLog) =>
      expect(controllerLog.filter((text) => text.includes("token deleted successfully"))).not.toEqual([]),
  }));
