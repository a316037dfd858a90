import { notTogether, propRules, requires, shape, wholeNumber, type Rule } from "../../aws";
import type { ServerTaskProps, ServerSnapshots } from "./props";

/** The rules for what is said of data that is kept, but for where it is. */
export function keptDataRules(props: ServerTaskProps): Rule[] {
  const { persistence, raftMultiplier, deploymentMaximumPercent, deploymentMinimumHealthyPercent } = props;
  const snapshots = props.snapshots || undefined;
  return [
    ...propRules(
      { snapshots, raftMultiplier },
      {
        snapshots: shape<ServerSnapshots>({
          everyMinutes: wholeNumber(5, 1440, "Leave it out for one an hour."),
          keep: wholeNumber(1, 1000, "Leave it out for the newest 48."),
        }),
        raftMultiplier: wholeNumber(1, 10, "Leave it out for Consul's own, 5."),
      },
    ),
    ...requires({ snapshots }, { persistence }),
    ...notTogether({ deploymentMaximumPercent, persistence }, ONE_DIRECTORY, STOPPED_FIRST),
    ...notTogether({ deploymentMinimumHealthyPercent, persistence }, ONE_DIRECTORY, STOPPED_FIRST),
  ];
}

const ONE_DIRECTORY = "cannot be given with persistence: of tasks that share a directory never two may run";
const STOPPED_FIRST = "Leave it out: the old task is stopped before the new one is started.";
