import { Fn, Op } from "cdktf";
import { judge, quoteList, type Rule } from "../../aws";

/** The rules for a port on which the proxy listens: the bounds and the reserved ports of the HCL modules. */
export function listenerPortRules(prop: string, port: number, reserved: readonly number[]): Rule[] {
  return [
    {
      prop,
      rule: "must be greater than 0 and less than or equal to 65535",
      got: port,
      fix: "Choose another port.",
      holds: judge(
        port,
        (value) => Number.isInteger(value) && value > 0 && value <= 65535,
        // Not against 0: an operand of cdktf's that is falsy gets lost.
        (value) => Op.and(Op.gte(value, 1), Op.lte(value, 65535)),
      ),
    },
    {
      prop,
      rule: `must not be one of the ports that are reserved for Consul and Envoy: ${quoteList(reserved)}`,
      got: port,
      fix: "Choose another port.",
      holds: judge(
        port,
        (value) => !reserved.includes(value),
        (value) => Op.not(Fn.contains(reserved, value)),
      ),
    },
  ];
}
