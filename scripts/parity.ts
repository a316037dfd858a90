import { join } from "node:path";
import { runCommand, UsageError } from "../tools/command";
import { readCases, writeCase, type Outcome } from "../tools/parity";

/** Maps recorded calls of the HCL modules to the constructs. */
void runCommand({
  call: "npm run parity --",
  about: `Makes recorded calls of the HCL modules with the constructs. For each case it writes OUT_DIR/<case>/cdk.tf.json, or
OUT_DIR/<case>/error.txt when the construct refuses the inputs.`,
  arguments: [
    { name: "CASES.json", count: "one", help: 'the calls, by name: { "tag": ..., "module": ..., "inputs": { ... } }' },
    { name: "OUT_DIR", count: "one", help: "where the results go" },
  ],
  run({ arguments: [file = "", outputFolder = ""] }) {
    const outcomes = Object.entries(cases(file)).map(
      ([name, call]) => [name, writeCase(join(outputFolder, name), call)] as const,
    );
    for (const [name, outcome] of outcomes) report(name, outcome);
    const count = (kind: Outcome["kind"]) => outcomes.filter(([, outcome]) => outcome.kind === kind).length;
    console.log(`${count("written")} written, ${count("refused")} refused, ${count("failed")} failed.`);
    if (count("failed") > 0) process.exitCode = 1;
  },
});

function cases(file: string): ReturnType<typeof readCases> {
  try {
    return readCases(file);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function report(name: string, outcome: Outcome): void {
  if (outcome.kind === "failed") console.error(`${name}:`, outcome.error);
  // Secrets of a call are in no file: the stack asks for them.
  if (outcome.kind === "written" && outcome.variables.length > 0) {
    console.log(`${name}: to apply it, set ${outcome.variables.map((variable) => `TF_VAR_${variable}`).join(", ")}.`);
  }
}
