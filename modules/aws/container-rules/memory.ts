import { Op } from "cdktf";
import { asArgument, isKnown, verdict, type Rule, type Truth } from "../rules";

/** Of two limits on the memory of a container, the soft one is the lower. */
export function memoryRules(
  prop: string,
  { memory, memoryReservation }: { readonly memory?: number; readonly memoryReservation?: number },
): Rule[] {
  return verdict(
    `${prop}.memoryReservation`,
    memoryReservation,
    "must be less than memory, which is the hard limit",
    "Lower it, or raise memory.",
    isLess(memoryReservation, memory),
  );
}

function isLess(soft: number | undefined, hard: number | undefined): Truth {
  if (soft === undefined || hard === undefined) return true;
  return isKnown([soft, hard]) ? soft < hard : Op.lt(asArgument(soft), asArgument(hard));
}
