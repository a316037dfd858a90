import { PROJECT } from "../runner";
import { acceptedFile, judge, readAccepted, type Judgement } from "./accepted";
import { withPlan } from "./deployment";
import { plannedStack } from "./plan";
import { findingsOf, RULES, type Finding } from "./rules";
import { SCANNERS } from "./scanners";

export interface SecurityResult {
  readonly environment: string;
  readonly findings: readonly Finding[];
  /** Who looked, beside our own rules. */
  readonly scanners: readonly string[];
  /** What the environment's explanations say; nothing where it has none, and is held to nothing. */
  readonly judgement?: Judgement;
}

/** Looks for what is not safe in an environment: by our own rules, and by the scanners that are installed. */
export async function checkSecurity(environment: string): Promise<SecurityResult> {
  // Read before anything is started: it may be wrong.
  const accepted = readAccepted(acceptedFile(PROJECT, environment));
  return withPlan(environment, async (plan, file) => {
    const own = findingsOf(plannedStack(plan));
    const scans = await Promise.all(SCANNERS.map(async (scanner) => ({ scanner, found: await scanner.scan(file) })));
    const ran = scans.flatMap(({ scanner, found }) => (found === undefined ? [] : [scanner]));
    const findings = [...own, ...scans.flatMap(({ found = [] }) => found)];
    const wouldBeFound = (id: string): boolean =>
      RULES.some((rule) => rule.id === id) || ran.some((scanner) => scanner.owns(id));
    return {
      environment,
      findings,
      scanners: ran.map(({ name }) => name),
      judgement: accepted && judge(findings, accepted, wouldBeFound),
    };
  });
}
