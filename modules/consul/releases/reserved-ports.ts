import { every, noneOf, quoteList, wholeNumber, type Check, type Rule } from "../../aws";

/** A port on which the proxy listens: the bounds and the reserved ports of the HCL modules. */
export function listenerPort(reserved: readonly number[]): Check {
  const fix = "Choose another port.";
  return every(
    wholeNumber(1, 65535, fix, "must be greater than 0 and less than or equal to 65535"),
    noneOf(
      reserved,
      `must not be one of the ports that are reserved for Consul and Envoy: ${quoteList(reserved)}`,
      fix,
    ),
  );
}

/** The rules for a port on which the proxy listens. */
export function listenerPortRules(prop: string, port: number, reserved: readonly number[]): Rule[] {
  return listenerPort(reserved)(prop, port);
}
