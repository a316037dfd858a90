import { dev } from "./expectations";
import { byTerraform, checkEnvironment } from "./run";

describe("the environment dev, applied by Terraform", () => checkEnvironment("dev", dev, byTerraform));
