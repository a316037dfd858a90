import { EnvironmentError, type Environment } from "../environments";
import { InputError, shown, type Rule } from "../modules/aws";

const OF_THE_NETWORK = ["vpcId", "vpcCidr", "publicSubnetIds", "privateSubnetIds"];
const ROUTE_TABLES = ["publicRouteTableIds", "privateRouteTableIds"];
const SUBNETS = { subnetIds: "network.privateSubnetIds", "loadBalancer.subnetIds": "network.publicSubnetIds" };
const SERVER_NAMES = { name: "name", datacenter: "servers.datacenter" };

const within = (room: string, keys: readonly string[], before = ""): Record<string, string> =>
  Object.fromEntries(keys.map((key) => [`${before}${key}`, `${room}.${key}`]));

const EXTERNAL = {
  ...within("servers", [
    "datacenter",
    "hosts",
    "retryJoin",
    "httpAddress",
    "tls",
    "tls.serverName",
    "acls",
    "cidrBlocks",
  ]),
  ...within("servers", ["bootstrapTokenSecretArn", "configEntriesTokenSecretArn", "gossipKeySecretArn"]),
  ...{ "tls.caCertSecretArn": "servers.tls.caCertSecretArn", secretsKmsKeyArn: "servers.secretsKmsKeyArn" },
  ...{ "http.port": "servers.httpPort", "grpc.port": "servers.grpcPort" },
};
const USED = Object.fromEntries(Object.entries(EXTERNAL).map(([prop, key]) => [`servers.${prop}`, key]));

/** The keys of which a stack makes the props of its constructs, as far as a construct knows more of them than the schema. */
const KEYS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Vpc: { cidr: "network.cidr", availabilityZoneCount: "network.availabilityZones" },
  ExistingNetwork: within("network", [...OF_THE_NETWORK, ...ROUTE_TABLES]),
  ServiceMesh: { ...within("network", OF_THE_NETWORK, "network."), ...USED, configEntries: "configEntries" },
  ConfigEntriesDelivery: USED,
  AclController: { ...USED, subnetIds: SUBNETS.subnetIds },
  ServerCluster: { ...SERVER_NAMES, ...SUBNETS },
  Ec2Servers: { ...SERVER_NAMES, ...SUBNETS, ...within("servers", ["instanceType", "architecture"]) },
  HcpServers: {
    ...within("servers", ["datacenter", "hvnCidr", "tier", "publicEndpoint"], "cluster."),
    ...within("network", [...OF_THE_NETWORK, ...ROUTE_TABLES], "network."),
  },
  Ec2Capacity: within("tasks", ["architecture", "instanceType", "minInstances", "maxInstances", "eniTrunking"]),
  ExternalConsulServers: EXTERNAL,
};

/** What props are called in the data, where their rules name others. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/\bavailabilityZoneCount\b/g, "availabilityZones"],
  [/\bserverCount\b/g, "servers.count"],
  [/\bhttp\.port and grpc\.port\b/g, "httpPort and grpcPort"],
  [/\bconfigEntries: 'none'/g, "configEntries: 'files'"],
];

/**
 * Makes something of an environment. What a construct refuses of it is told as the environment's: by its key and what
 * stands there. What is no key's fault is told as it is.
 */
export function toldByKeys<T>(environment: Environment, make: () => T): T {
  try {
    return make();
  } catch (error) {
    const faults =
      error instanceof InputError ? error.broken.map((rule) => fault(environment, error.subject, rule)) : [];
    if (faults.length === 0 || faults.includes(undefined)) throw error;
    throw EnvironmentError.of({ [environment.stack]: faults.filter((each) => each !== undefined) });
  }
}

function fault(environment: Environment, subject: string, rule: Rule) {
  const [construct = ""] = subject.split(" ");
  const [, prop = "", item = ""] = /^([^[]+)(.*)$/.exec(rule.prop) ?? [];
  const known = KEYS[construct] ?? {};
  if (!Object.hasOwn(known, prop)) return undefined;
  const path = placeOf(environment, known[prop] ?? "", rule.got);
  const items = [...item.matchAll(/\[(\d+)\]/g)].map(([, index]) => Number(index));
  const value = items.reduce<unknown>((all, index) => memberOf(all, `${index}`), valueAt(environment, path));
  const got = rule.got === undefined || value === undefined ? "" : ` (got ${shown(value)})`;
  return { path: [...path, ...items], words: inData(`${rule.rule}${got}. ${rule.fix}`) };
}

/** Where the value stands: in the second datacenter, or in a network that is made. */
function placeOf(environment: Environment, key: string, got: unknown): string[] {
  const second = key.replace(
    /^(network|servers\.datacenter)/,
    (found) => `secondDatacenter.${found.split(".").at(-1)}`,
  );
  const places = [key, second].map((place) => place.split("."));
  const exact = places.find((path) => shown(valueAt(environment, path)) === shown(got));
  const [first = []] = places;
  const isMade = !("vpcId" in environment.network) && /subnetids$/i.test(key);
  return exact ?? (isMade ? ["network", "availabilityZones"] : first);
}

function valueAt(environment: Environment, path: readonly string[]): unknown {
  return path.reduce<unknown>(memberOf, environment);
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

function inData(words: string): string {
  return WORDS.reduce((text, [prop, key]) => text.replace(prop, key), words);
}
