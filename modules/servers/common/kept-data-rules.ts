import { flagOr, known, notTogether, object, requires, wholeNumber, type Check, type Rule } from "../../aws";
import type { ServerSnapshots, ServerTaskProps } from "./props";

/** How often what servers know is saved. */
export function snapshotsCheck(): Check {
  const counted = known("because a script counts with it", "Write it out.");
  return flagOr(
    object<ServerSnapshots>({
      everyMinutes: [counted, wholeNumber(5, 1440, "Leave it out for one an hour.")],
      keep: [counted, wholeNumber(1, 1000, "Leave it out for the newest 48.")],
    }),
  );
}

/** The rules for what is said of data that is kept, but for where it is. */
export function keptDataRules(props: ServerTaskProps): Rule[] {
  const { persistence, deploymentMaximumPercent, deploymentMinimumHealthyPercent } = props;
  return [
    ...requires({ snapshots: props.snapshots }, { persistence }),
    ...notTogether({ deploymentMaximumPercent, persistence }, ONE_DIRECTORY, STOPPED_FIRST),
    ...notTogether({ deploymentMinimumHealthyPercent, persistence }, ONE_DIRECTORY, STOPPED_FIRST),
  ];
}

const ONE_DIRECTORY = "cannot be given with persistence: of tasks that share a directory never two may run";
const STOPPED_FIRST = "Leave it out: the old task is stopped before the new one is started.";
