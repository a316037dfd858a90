import { devClientAgent } from "./expectations";
import { byCdktf, checkEnvironment } from "./run";

describe("the environment dev-client-agent, applied by the cdktf CLI", () =>
  checkEnvironment("dev-client-agent", devClientAgent, byCdktf));
