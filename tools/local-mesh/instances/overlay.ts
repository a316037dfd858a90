import { templateOf, type InstanceFacts } from "./facts";
import { at, everyElement, parseXml, textAt, writeXml } from "./xml";

/** What is otherwise with an instance than the emulator has it. */
export interface InstanceOverlay {
  readonly facts: InstanceFacts;
  /** In the network of the run; none before it has one. */
  readonly ip?: string;
  /** A hook of its group holds it back. */
  readonly waits: boolean;
}

/** In an answer of EC2 the addresses of instances are those that they have on this machine. */
export function withAddresses(document: string, find: (id: string) => InstanceOverlay | undefined): string {
  const answer = parseXml(document);
  for (const element of everyElement(answer)) {
    const state = at(element, "instanceState", "name");
    const known = state && find(textAt(element, "instanceId") ?? "");
    if (!known) continue;
    if (known.ip === undefined) {
      if (state.text === "running") state.text = "pending";
      continue;
    }
    for (const inside of everyElement(element)) {
      if (inside.name === "privateIpAddress" && inside.text === known.facts.privateIp) inside.text = known.ip;
      if (inside.name === "privateDnsName") inside.text = hostName(known.ip);
    }
  }
  return writeXml(answer);
}

/** In an answer of EC2 Auto Scaling: where an instance stands, and of which template it is made. */
export function withStanding(document: string, find: (id: string) => InstanceOverlay | undefined): string {
  const answer = parseXml(document);
  for (const element of everyElement(answer)) {
    const state = at(element, "LifecycleState");
    const known = state && find(textAt(element, "InstanceId") ?? "");
    if (!known) continue;
    if (known.waits && state.text === "InService") state.text = "Pending:Wait";
    // The emulator says of each instance that it is of the newest template.
    const version = at(element, "LaunchTemplate", "Version");
    const made = templateOf(known.facts);
    if (version && made) version.text = made.version;
  }
  return writeXml(answer);
}

/** The name that an instance has by its address. */
export function hostName(ip: string): string {
  return `ip-${ip.replaceAll(".", "-")}.ec2.internal`;
}
