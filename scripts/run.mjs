// Runs a TypeScript entry point of this project: `node scripts/run.mjs main.ts [arguments]`.
import "../tools/runner/run.mjs";
