import { healthSuite } from "./suite";

describe("health on line 0.10", () => healthSuite("0.10", "consul-dataplane"));
