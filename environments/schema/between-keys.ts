import { show, valueOf, type Fault } from "./messages";
import { DATACENTER_LABEL, DATACENTER_LABEL_RULE } from "./second-datacenter";

/** `<name>-<datacenter>-consul-server-1` names a target group, for which AWS allows 32 characters. */
const LONGEST_PREFIX = 16;

/**
 * The rules that are about several keys. They read data of which single keys may be wrong, so that all that is wrong is
 * told at once: what cannot be read is left to the rule of its own key.
 */
export function faultsBetweenKeys(environment: unknown): Fault[] {
  return [...snapshotFaults(environment), ...instanceFaults(environment), ...secondDatacenterFaults(environment)];
}

function snapshotFaults(environment: unknown): Fault[] {
  const servers = valueOf(environment, "servers");
  if (valueOf(servers, "persistent") !== false || valueOf(servers, "snapshots") !== true) return [];
  return [
    {
      path: ["servers", "snapshots"],
      words: "must be false with persistent false (got true). Leave it out, or have the servers keep their data.",
    },
  ];
}

function instanceFaults(environment: unknown): Fault[] {
  const tasks = valueOf(environment, "tasks");
  const [least, most] = [valueOf(tasks, "minInstances"), valueOf(tasks, "maxInstances")];
  if (!isCount(least) || !isCount(most) || most === 0 || least <= most) return [];
  const words = `must not be less than minInstances (got ${most} and ${least}). Raise maxInstances.`;
  return [{ path: ["tasks", "maxInstances"], words }];
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

function secondDatacenterFaults(environment: unknown): Fault[] {
  const second = valueOf(environment, "secondDatacenter");
  if (second === undefined) return [];
  const servers = valueOf(environment, "servers");
  const hosting = valueOf(servers, "hosting");
  if (hosting !== "fargate") {
    if (typeof hosting !== "string") return [];
    const words = `needs servers.hosting 'fargate' (got ${show(hosting)}). Leave secondDatacenter out, or change the hosting.`;
    return [{ path: ["secondDatacenter"], words }];
  }
  return [
    ...tlsFaults(valueOf(servers, "tls")),
    ...launchTypeFaults(valueOf(valueOf(environment, "tasks"), "launchType")),
    ...datacenterFaults(valueOf(environment, "name"), valueOf(servers, "datacenter"), valueOf(second, "datacenter")),
  ];
}

function tlsFaults(tls: unknown): Fault[] {
  if (tls !== "none") return [];
  const words =
    "must be 'brought' or 'generated' with secondDatacenter (got \"none\"). Mesh gateways tell the servers of datacenters apart by the names of TLS: say tls: 'brought'.";
  return [{ path: ["servers", "tls"], words }];
}

function launchTypeFaults(launchType: unknown): Fault[] {
  if (launchType !== "ec2") return [];
  const words = "must be 'fargate' with secondDatacenter (got \"ec2\"). Leave tasks out.";
  return [{ path: ["tasks", "launchType"], words }];
}

function datacenterFaults(name: unknown, first: unknown, second: unknown): Fault[] {
  const named = [
    { path: ["servers", "datacenter"], datacenter: first },
    { path: ["secondDatacenter", "datacenter"], datacenter: second },
  ];
  const tooLong = named.flatMap(({ path, datacenter }): Fault[] => {
    if (typeof name !== "string" || typeof datacenter !== "string") return [];
    const prefix = `${name}-${datacenter}`;
    if (prefix.length <= LONGEST_PREFIX) return [];
    const words = `must have at most ${LONGEST_PREFIX} characters together with name and a hyphen, because load balancers are named after both and AWS allows 32 (got ${show(prefix)}). Shorten one of them.`;
    return [{ path, words }];
  });
  return [...labelFaults(first), ...sameFaults(first, second), ...tooLong];
}

/** The name of the second one is always a label. */
function labelFaults(datacenter: unknown): Fault[] {
  if (typeof datacenter !== "string" || DATACENTER_LABEL.test(datacenter)) return [];
  const words = `with secondDatacenter ${DATACENTER_LABEL_RULE} (got ${show(datacenter)}). Choose a short name, such as 'dc1'.`;
  return [{ path: ["servers", "datacenter"], words }];
}

function sameFaults(first: unknown, second: unknown): Fault[] {
  if (first !== second || first === undefined) return [];
  const words = `must be another than servers.datacenter (got ${show(second)}). Give the datacenters two names.`;
  return [{ path: ["secondDatacenter", "datacenter"], words }];
}
