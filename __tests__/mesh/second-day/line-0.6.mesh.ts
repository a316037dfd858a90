import { secondDaySuite } from "./suite";

describe("the second day on line 0.6", () => secondDaySuite("0.6"));
