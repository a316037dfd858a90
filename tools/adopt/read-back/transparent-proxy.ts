import { filled, list, record, texts, type Values } from "../values";
import type { Task } from "./task";

/** What a task says of its transparent proxy, beyond the default: on where only EC2 runs it. */
export function transparentProxy(config: Values, { values }: Task): Values {
  const given = record(config.transparentProxy);
  const isEc2Only = texts(values.requires_compatibilities).every((type) => type === "EC2");
  const enabled = given.enabled === true;
  const { enabled: consulDns } = record(given.consulDNS);
  return filled({
    enabled: enabled === isEc2Only ? undefined : enabled,
    consulDns: consulDns === true ? true : undefined,
    excludeInboundPorts: list(given.excludeInboundPorts),
    excludeOutboundPorts: list(given.excludeOutboundPorts),
    excludeOutboundCidrs: list(given.excludeOutboundCIDRs),
    excludeUids: list(given.excludeUIDs),
  });
}
