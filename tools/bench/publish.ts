import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isMet, renderSection, renderTable, withUnit, type Results } from "./report";

/** The published figures: the one source of all that the documents quote. */
const DATA = "docs/benchmark.json";

/** The documents that quote them, with what each shows between its marks. */
const DOCUMENTS: Readonly<Record<string, (results: Results) => string>> = {
  "docs/benchmark.md": renderResults,
  "README.md": renderTargets,
};

const MARKS = /(<!-- benchmark: [^>]*-->\n)[\s\S]*?(<!-- end of benchmark -->)/;

/** Makes the results the published ones, and writes them into the documents. */
export function publish(root: string, results: Results): string[] {
  writeFileSync(join(root, DATA), `${JSON.stringify(results, null, 2)}\n`);
  const documents = renderDocuments(root, results);
  for (const [file, text] of Object.entries(documents)) writeFileSync(join(root, file), text);
  return [DATA, ...Object.keys(documents)];
}

/** The documents as they should be, by their files. */
export function renderDocuments(root: string, results = published(root)): Record<string, string> {
  return Object.fromEntries(
    Object.entries(DOCUMENTS).map(([file, render]) => {
      const text = readFileSync(join(root, file), "utf8");
      if (!MARKS.test(text)) throw new Error(`${file} has no place for the figures: ${String(MARKS)} is not in it.`);
      return [file, text.replace(MARKS, (_, start: string, end: string) => `${start}\n${render(results)}\n\n${end}`)];
    }),
  );
}

function published(root: string): Results {
  return JSON.parse(readFileSync(join(root, DATA), "utf8")) as Results;
}

/** Everything that was measured. */
export function renderResults({ machine, sections }: Results): string {
  return [`${describeMachine(machine)} Medians.`, ...sections.map(renderSection)].join("\n\n");
}

/** What was to be reached, and what was. */
function renderTargets({ machine, sections }: Results): string {
  const rows = sections.flatMap(({ title, targets }) =>
    targets.map((target) => [
      `${title}: ${target.what}`,
      withUnit(target.value, target),
      withUnit(target.limit, target),
      isMet(target) ? "met" : "missed",
    ]),
  );
  return [describeMachine(machine), renderTable(["", "reached", "at most", ""], rows)].join("\n\n");
}

function describeMachine({ cores, memoryGib, system, node }: Results["machine"]): string {
  return `${cores} cores, ${memoryGib} GiB, ${system}, Node ${node}.`;
}
