import type { Judgement } from "./accepted";
import type { Finding } from "./rules";

/** The findings, one line each, those of one rule together. */
export function renderFindings(findings: readonly Finding[]): string {
  const byId = new Map<string, Finding[]>();
  for (const finding of findings) byId.set(finding.id, [...(byId.get(finding.id) ?? []), finding]);
  return [...byId]
    .sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }))
    .flatMap(([id, all]) => [
      `  ${id}  ${all[0]?.title ?? ""}`,
      ...all.map(({ resource, detail }) => `    ${resource}${detail === undefined ? "" : `: ${detail}`}`),
    ])
    .join("\n");
}

/** What came of an environment that is held to its findings. */
export function renderJudgement(environment: string, { unexplained, explained, stale }: Judgement): string {
  const lines = [`${environment}: ${explained.length} findings are explained, ${unexplained.length} are not`];
  if (unexplained.length > 0) lines.push(renderFindings(unexplained));
  if (stale.length > 0)
    lines.push(
      `  ${stale.length} explanations match nothing any more. Remove them:`,
      ...stale.map((line) => `    ${line}`),
    );
  return lines.join("\n");
}
