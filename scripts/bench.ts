import { resolve } from "node:path";
import {
  bench,
  benchWhole,
  benchWithOther,
  COMPARABLE_PARTS,
  isCheckout,
  isMet,
  PARTS,
  publish,
  renderResults,
} from "../tools/bench";
import type { Results } from "../tools/bench";
import { runCommand, UsageError } from "../tools/command";
import { PROJECT } from "../tools/runner";

/** Measures how fast the project is. */
void runCommand({
  call: "npm run bench --",
  about: `Measures synth and plan, prints tables, and writes the figures to .build/bench.json. It never fails on a time.`,
  options: {
    only: { value: "PARTS", help: `some of the parts, separated by commas: ${PARTS.join(", ")}` },
    quick: { help: "fewer rounds, and no more than 1000 services" },
    against: {
      value: "FOLDER",
      help: `compares with another checkout, in which the packages are installed: the parts\n${COMPARABLE_PARTS.join(", ")} of both run in turn, five times each`,
    },
    write: {
      help: "writes the figures of all parts to docs/benchmark.json, and from there into\nthe documents; with --against those of the comparison too",
    },
  },
  async run(given) {
    const [quick, write, only] = [given.has("quick"), given.has("write"), given.value("only")];
    if (write && (quick || only !== undefined))
      throw new UsageError("--write publishes a whole benchmark: without --only and --quick.");
    const other = checkout(given.value("against"));
    if (write) {
      const results = await benchWhole(other);
      print(results);
      console.log(`\nWritten: ${publish(PROJECT, results).join(", ")}`);
    } else if (other === undefined) print(await bench(chosen(only, PARTS), quick));
    else print(await benchWithOther(other, chosen(only, COMPARABLE_PARTS), quick));
  },
});

function checkout(given: string | undefined): string | undefined {
  const folder = given === undefined ? undefined : resolve(given);
  if (folder !== undefined && !isCheckout(folder))
    throw new UsageError(`${folder} is no checkout of this project in which the packages are installed.`);
  return folder;
}

function chosen<Part extends string>(only: string | undefined, parts: readonly Part[]): readonly Part[] {
  const names = only?.split(",") ?? parts;
  const unknown = names.filter((name) => !parts.some((part) => part === name));
  if (unknown.length > 0)
    throw new UsageError(`There is no part ${unknown.join(", ")} to measure. There are ${parts.join(", ")}.`);
  return parts.filter((part) => names.includes(part));
}

function print(results: Results): void {
  console.log(`\n${renderResults(results)}`);
  const targets = results.sections.flatMap((section) => section.targets);
  console.log(`\n${targets.filter(isMet).length} of ${targets.length} targets met`);
}
