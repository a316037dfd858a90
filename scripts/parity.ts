import { join } from "node:path";
import { readCases, writeCase, type Outcome } from "../tools/parity";

/**
 * `npm run parity -- CASES.json OUT_DIR`: maps recorded calls of the HCL modules to the constructs, and writes for each
 * either `OUT_DIR/<case>/cdk.tf.json` or, when the construct refuses the inputs, `OUT_DIR/<case>/error.txt`.
 */
function parity([file, outputFolder]: readonly string[]): void {
  if (file === undefined || outputFolder === undefined) throw new Error("Usage: npm run parity -- CASES.json OUT_DIR");
  const outcomes = Object.entries(readCases(file)).map(
    ([name, call]) => [name, writeCase(join(outputFolder, name), call)] as const,
  );
  for (const [name, outcome] of outcomes) report(name, outcome);
  const count = (kind: Outcome["kind"]) => outcomes.filter(([, outcome]) => outcome.kind === kind).length;
  console.log(`${count("written")} written, ${count("refused")} refused, ${count("failed")} failed.`);
  if (count("failed") > 0) process.exitCode = 1;
}

function report(name: string, outcome: Outcome): void {
  if (outcome.kind === "failed") console.error(`${name}:`, outcome.error);
  // Secrets of a call are in no file: the stack asks for them.
  if (outcome.kind === "written" && outcome.variables.length > 0) {
    console.log(`${name}: to apply it, set ${outcome.variables.map((variable) => `TF_VAR_${variable}`).join(", ")}.`);
  }
}

parity(process.argv.slice(2));
