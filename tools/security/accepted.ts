import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Finding } from "./rules";

const acceptedSchema = z.array(
  z.strictObject({
    /** Ids of findings: "ECS.5", "CKV_AWS_336". */
    findings: z.array(z.string().min(1)).min(1),
    /** Address of the resource; `*` stands for any characters. */
    resource: z.string().min(1),
    /** Why it is accepted. */
    why: z.string().min(20),
  }),
);

/** Findings that are known, and why they are accepted. */
export type Accepted = z.output<typeof acceptedSchema>;

/** What came of findings and of their explanations. */
export interface Judgement {
  readonly unexplained: readonly Finding[];
  readonly explained: readonly Finding[];
  /** Explanations of what is not there any more, as "ECS.5 of aws_ecs_task_definition.*". */
  readonly stale: readonly string[];
}

/** The file beside an environment that explains its findings. */
export function acceptedFile(project: string, environment: string): string {
  return join(project, "environments", `${environment}.findings.json`);
}

/** @returns undefined where the environment explains nothing, and so is held to nothing */
export function readAccepted(file: string): Accepted | undefined {
  if (!existsSync(file)) return undefined;
  const result = acceptedSchema.safeParse(JSON.parse(readFileSync(file, "utf8")) as unknown);
  if (result.success) return result.data;
  throw new AcceptedError(`${file}:\n${z.prettifyError(result.error)}`);
}

/** A file of explanations that is no such file. */
export class AcceptedError extends Error {
  override readonly name = "InputError";
}

/**
 * @param ran whether a finding of this id would have been found: the program that finds it may not be installed here
 */
export function judge(
  findings: readonly Finding[],
  accepted: Accepted,
  ran: (id: string) => boolean = () => true,
): Judgement {
  const isExplained = (finding: Finding): boolean =>
    accepted.some((one) => one.findings.includes(finding.id) && matches(one.resource, finding.resource));
  const stale = accepted.flatMap(({ findings: ids, resource }) =>
    ids
      .filter((id) => ran(id) && !findings.some((found) => found.id === id && matches(resource, found.resource)))
      .map((id) => `${id} of ${resource}`),
  );
  return {
    unexplained: findings.filter((finding) => !isExplained(finding)),
    explained: findings.filter(isExplained),
    stale,
  };
}

function matches(pattern: string, address: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(address);
}
