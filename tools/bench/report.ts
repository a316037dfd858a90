import { medianCost, type Cost } from "./measure";

/** What a benchmark found, and on which machine. */
export interface Results {
  readonly machine: {
    readonly cores: number;
    readonly memoryGib: number;
    readonly system: string;
    readonly node: string;
  };
  readonly sections: readonly Section[];
}

/** What one part of the benchmark found. */
export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly targets: readonly Target[];
  /** What was not measured, and why. */
  readonly notes: readonly string[];
}

/** A line of the table: figures by the head of their column. */
export interface Row {
  readonly what: string;
  readonly figures: Readonly<Record<string, number | undefined>>;
}

/** What is to be reached: a value that should not be above its limit. */
export interface Target {
  readonly what: string;
  readonly value: number;
  readonly limit: number;
  readonly unit?: string;
}

export function isMet({ value, limit }: Target): boolean {
  return value <= limit;
}

/** The figures of a command that every part shows. */
export function costRow(what: string, costs: readonly Cost[]): Row {
  const { wallSeconds, cpuSeconds, peakMib } = medianCost(costs);
  return { what, figures: { "wall s": wallSeconds, "CPU s": cpuSeconds, "peak MiB": peakMib } };
}

/** The section as tables in Markdown. */
export function renderSection({ title, rows, targets, notes }: Section): string {
  const columns = [...new Set(rows.flatMap(({ figures }) => Object.keys(figures)))];
  const parts = [
    `### ${title}`,
    rows.length > 0 &&
      renderTable(
        ["", ...columns],
        [...rows.map(({ what, figures }) => [what, ...columns.map((c) => figure(figures[c]))])],
      ),
    targets.length > 0 &&
      renderTable(
        ["target", "reached", "at most", ""],
        targets.map((target) => [
          target.what,
          withUnit(target.value, target),
          withUnit(target.limit, target),
          isMet(target) ? "met" : "missed",
        ]),
      ),
    ...notes,
  ];
  return parts.filter((part) => part !== false).join("\n\n");
}

/** A table in Markdown, padded so that it can be read as it is. The first column is text, the others are figures. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join(" | ")} |`;
  const rule = widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(head), `| ${rule.join(" | ")} |`, ...rows.map(line)].join("\n");
}

/** The value with its unit. */
export function withUnit(value: number, { unit }: Pick<Target, "unit">): string {
  return unit === undefined ? value.toFixed(2) : `${value.toFixed(2)} ${unit}`;
}

/** Three digits are more than a measurement is good for. */
function figure(value: number | undefined): string {
  if (value === undefined) return "-";
  if (Number.isInteger(value) || value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : 2);
}
