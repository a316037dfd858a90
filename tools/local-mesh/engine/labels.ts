/** On everything that a run makes in the engine; its value is the run's id. */
export const RUN_LABEL = "consul-ecs-local";

/** The labels of what the run makes. */
export function runLabels(id: string): Record<string, string> {
  return { [RUN_LABEL]: id };
}

/** What finds everything of the run, or of any run, in a list of the engine. */
export function runFilter(id?: string): { label: string[] } {
  return { label: [id === undefined ? RUN_LABEL : `${RUN_LABEL}=${id}`] };
}

/** The name of a thing of the run: the engine has one space of names for everybody. */
export function runName(id: string, ...parts: readonly string[]): string {
  return [RUN_LABEL, id, ...parts].join("-");
}
