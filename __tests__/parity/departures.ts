import type { Resource } from "./normalise";

/** A difference from the recorded resources that is meant, or that comes from how they were recorded. */
export interface Departure {
  /** The attribute or resource. */
  readonly what: string;
  readonly why: string;
  /** Whether it shows in what is synthesized, in what is applied, or in both. */
  readonly shows: readonly Level[];
  /** Makes of the recorded resources of a call the ones that are expected; the same where it does not matter. */
  readonly expected: (recorded: readonly Resource[]) => readonly Resource[];
}

export type Level = "synthesized" | "applied";

export const departures: readonly Departure[] = [
  {
    what: "aws_iam_role.inline_policy",
    why: "The provider has deprecated it: the same policy is an aws_iam_role_policy, which IAM does not tell apart.",
    shows: ["synthesized", "applied"],
    expected: (recorded) =>
      recorded.flatMap((resource): readonly Resource[] => {
        const { inline_policy: inline, ...values } = resource.values;
        if (resource.type !== "aws_iam_role" || !Array.isArray(inline)) return [resource];
        const policies = inline.map((policy: object) => ({
          type: "aws_iam_role_policy",
          values: { ...policy, role: values.name },
        }));
        return [{ ...resource, values }, ...policies];
      }),
  },
  {
    what: "aws_ecs_service.enable_execute_command",
    why: "The HCL modules set it as well, but the emulator does not give it back, so that it was recorded as false.",
    shows: ["synthesized"],
    expected: (recorded) =>
      recorded.map((resource) =>
        resource.type === "aws_ecs_service"
          ? { ...resource, values: { ...resource.values, enable_execute_command: true } }
          : resource,
      ),
  },
];

/** The recorded resources with the departures of a level. */
export function withDepartures(recorded: readonly Resource[], level: Level): readonly Resource[] {
  return departures
    .filter(({ shows }) => shows.includes(level))
    .reduce((resources, { expected }) => expected(resources), recorded);
}
