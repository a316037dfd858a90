import { cpus, totalmem } from "node:os";
import { renderTable } from "../report";
import type { MeshFigures } from "./figures";

/** All figures in Markdown, with the programs that they are of. */
export function renderMeshFigures(all: readonly MeshFigures[], machine = describeMachine()): string {
  return [
    machine,
    renderTable(["", ...all.map(({ environment }) => `\`${environment}\``)], figureRows(all)),
    "Memory of the containers of a task, in MiB:",
    renderTable(
      ["environment", "task", "container", "MiB"],
      all.flatMap(({ environment, memory }) =>
        memory.map(({ task, container, mib }) => [`\`${environment}\``, task, container, mib.toFixed(0)]),
      ),
    ),
    "The programs that were measured:",
    renderTable(["image", "program", "the tag says", "the program says", ""], versionRows(all)),
    ...warning(all),
  ].join("\n\n");
}

function figureRows(all: readonly MeshFigures[]): string[][] {
  const row = (what: string, value: (figures: MeshFigures) => string) => [what, ...all.map(value)];
  const services = [...new Set(all.flatMap(({ rolls }) => rolls.map(({ service }) => service)))];
  return [
    row("start to the first good answer, s", ({ firstAnswerSeconds }) => firstAnswerSeconds.toFixed(0)),
    row("call without proxies, p50 / p99, ms", ({ latency }) => pair(latency.direct)),
    row("call through two proxies, p50 / p99, ms", ({ latency }) => pair(latency.mesh)),
    row("added by the proxies, p50 / p99, ms", ({ latency: { direct, mesh } }) =>
      pair({ p50: mesh.p50 - direct.p50, p99: mesh.p99 - direct.p99 }),
    ),
    ...services.flatMap((service) => {
      const of = ({ rolls }: MeshFigures) => rolls.find((roll) => roll.service === service);
      return [
        row(`${service} rolled, s`, (figures) => of(figures)?.seconds.toFixed(0) ?? "-"),
        row(`${service} rolled, failed of all calls`, (figures) => failedOf(of(figures))),
      ];
    }),
    row("server killed, s until another task runs", ({ heal }) => heal.replacedSeconds.toFixed(1)),
    row("server killed, s until the last failed call", ({ heal }) => heal.failingSeconds.toFixed(1)),
    row("server killed, failed of all calls", ({ heal }) => failedOf(heal)),
  ];
}

function pair({ p50, p99 }: { readonly p50: number; readonly p99: number }): string {
  return `${p50.toFixed(2)} / ${p99.toFixed(2)}`;
}

function failedOf(calls: { readonly failed: number; readonly total: number } | undefined): string {
  return calls === undefined ? "-" : `${calls.failed} of ${calls.total}`;
}

function versionRows(all: readonly MeshFigures[]): string[][] {
  const rows = all.flatMap(({ versions }) =>
    versions.map(({ image, program, said, found, differs }) => [image, program, said, found, differs ? "differs" : ""]),
  );
  return [...new Map(rows.map((row) => [row.join(" "), row])).values()];
}

function warning(all: readonly MeshFigures[]): string[] {
  const differing = all.flatMap(({ versions }) => versions).filter(({ differs }) => differs);
  if (differing.length === 0) return [];
  const programs = [
    ...new Set(differing.map(({ program, found, said }) => `${program} ${found} under the tag ${said}`)),
  ];
  return [`These figures were made with other versions than the images' tags say: ${programs.join(", ")}.`];
}

function describeMachine(): string {
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `${cpus().length} cores, ${memory} GiB, everything on one machine; 20 calls a second, each failed one counted.`;
}
