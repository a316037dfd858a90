import { healthSuite } from "./suite";

describe("health on line 0.6", () => healthSuite("0.6", "sidecar-proxy"));
