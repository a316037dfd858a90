import { secondDaySuite } from "./suite";

describe("the second day on line 0.10", () => secondDaySuite("0.10"));
