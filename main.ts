import { App } from "cdktf";
import { environments } from "./environments";
import { addStack } from "./stacks";

// Logical names must be the same whether the cdktf CLI runs this or not: only the CLI reads the context in cdktf.json.
const app = new App({ context: { excludeStackIdFromLogicalIds: "true", allowSepCharsInLogicalIds: "true" } });
for (const environment of environments(process.env.ENVIRONMENT)) addStack(app, environment);
app.synth();
