import { templateOf, type InstanceFacts } from "./facts";
import { at, inside, parseXml, textAt, writeXml } from "./xml";

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
  for (const element of inside(answer)) {
    const state = at(element, "instanceState", "name");
    const known = state && find(textAt(element, "instanceId") ?? "");
    if (!known) continue;
    if (known.ip === undefined) {
      if (state.textContent === "running") state.textContent = "pending";
      continue;
    }
    for (const part of inside(element)) {
      if (part.tagName === "privateIpAddress" && part.textContent === known.facts.privateIp)
        part.textContent = known.ip;
      if (part.tagName === "privateDnsName") part.textContent = hostName(known.ip);
    }
  }
  return writeXml(answer);
}

/** In an answer of EC2 Auto Scaling: where an instance stands, and of which template it is made. */
export function withStanding(document: string, find: (id: string) => InstanceOverlay | undefined): string {
  const answer = parseXml(document);
  for (const element of inside(answer)) {
    const state = at(element, "LifecycleState");
    const known = state && find(textAt(element, "InstanceId") ?? "");
    if (!known) continue;
    if (known.waits && state.textContent === "InService") state.textContent = "Pending:Wait";
    // The emulator says of each instance that it is of the newest template.
    const version = at(element, "LaunchTemplate", "Version");
    const made = templateOf(known.facts);
    if (version && made) version.textContent = made.version;
  }
  return writeXml(answer);
}

/** The name that an instance has by its address. */
export function hostName(ip: string): string {
  return `ip-${ip.replaceAll(".", "-")}.ec2.internal`;
}
