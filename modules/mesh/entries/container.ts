import { Fn, Token } from "cdktf";
import {
  asArgument,
  type ContainerDefinition,
  type ContainerSecret,
  type KeyValue,
  type PolicyStatement,
} from "../../aws";
import { releaseLine, SERVER_PORTS, type ConsulServers } from "../../consul";
import { CONFIG_ENTRY_KINDS } from "../../consul/config-entries";
import type { ConfigEntriesDeliveryProps, RollAfterLoss } from "./props";
import { DELIVERED_ONCE, deliveryProgram } from "./program";
import { rollSteps } from "./roll-command";

export const CONTAINER_NAME = "consul-ecs-config-entries";

/** The user `consul` of Consul's image, by its number: it needs no more. */
const USER = "100:1000";

/** The container that delivers; what carries the entries comes from the payload. */
export function deliveryContainer(
  props: ConfigEntriesDeliveryProps,
  payload: Pick<ContainerDefinition, "environment" | "environmentFiles">,
): ContainerDefinition {
  return {
    name: CONTAINER_NAME,
    image: props.image ?? releaseLine(props.release).devServer.image,
    // With the controller in the same task: when this one ends, ECS starts both again.
    essential: true,
    user: USER,
    entryPoint: ["/bin/sh", "-c"],
    command: [deliveryProgram()],
    environment: [...environment(props), ...(payload.environment ?? [])],
    environmentFiles: payload.environmentFiles,
    secrets: [
      ...named("CONSUL_HTTP_TOKEN", tokenSecretArn(props.servers)),
      ...named("CONSUL_CACERT_PEM", caSecretArn(props.servers)),
    ],
    healthCheck: {
      command: ["CMD-SHELL", DELIVERED_ONCE],
      interval: 10,
      timeout: 5,
      retries: 10,
      // Servers that come up in the same apply take their time.
      startPeriod: 300,
    },
    linuxParameters: { initProcessEnabled: true },
    logConfiguration: props.logConfiguration,
  };
}

/** The secret with the token, where the servers ask for one. */
export function tokenSecretArn(servers: ConsulServers): string | undefined {
  return servers.acls ? (servers.configEntriesTokenSecretArn ?? servers.bootstrapTokenSecretArn) : undefined;
}

/** The secret with the CA of the HTTP API; without one the image's own list of CAs counts. */
export function caSecretArn(servers: ConsulServers): string | undefined {
  const { tls } = servers;
  return isHttps(servers) && !tls?.publicHttpsCertificate
    ? (tls?.httpsCaCertSecretArn ?? tls?.caCertSecretArn)
    : undefined;
}

/** What the container may do to start the tasks of services again. */
export function rollStatements({ clusterArn, services }: RollAfterLoss): PolicyStatement[] {
  const names = rollSteps(services()).flat();
  if (names.length === 0) return [];
  const prefix = Token.isUnresolved(clusterArn)
    ? Fn.replace(asArgument(clusterArn), ":cluster/", ":service/")
    : clusterArn.replace(":cluster/", ":service/");
  return [
    {
      Effect: "Allow",
      Action: ["ecs:DescribeServices", "ecs:UpdateService"],
      // A policy of a role has 10,240 characters.
      Resource: names.length > 60 ? [`${prefix}/*`] : names.map((name) => `${prefix}/${name}`),
    },
  ];
}

function environment(props: ConfigEntriesDeliveryProps): KeyValue[] {
  const { servers, rollAfterLoss } = props;
  return variables({
    ...addressOf(servers),
    CONFIG_ENTRIES_OWNER: props.owner,
    CONFIG_ENTRIES_FORMER_OWNERS: props.formerOwners?.join(" "),
    CONFIG_ENTRIES_TAKE_OVER: props.takeOver?.join(" "),
    CONFIG_ENTRIES_INTERVAL: String(props.intervalSeconds ?? 30),
    CONFIG_ENTRY_KINDS: CONFIG_ENTRY_KINDS.join(" "),
    CONSUL_PARTITION: props.partition,
    CONSUL_SERVER_COUNT: servers.serverCount === undefined ? undefined : String(servers.serverCount),
    CONSUL_AUTH_METHODS: props.authMethods?.join(" "),
    CONSUL_ROLL_CLUSTER: rollAfterLoss?.clusterArn,
  });
}

function addressOf(servers: ConsulServers): Record<string, string | undefined> {
  const https = isHttps(servers);
  const serverName = servers.http?.tlsServerName ?? servers.tls?.serverName;
  return {
    CONSUL_TLS_SERVER_NAME: https ? serverName : undefined,
    ...(servers.httpAddress
      ? { CONSUL_HTTP_ADDR: servers.httpAddress }
      : {
          CONSUL_SERVER_HOSTS: servers.hosts,
          CONSUL_SERVER_SCHEME: https ? "https" : "http",
          CONSUL_SERVER_PORT: String(servers.http?.port ?? (https ? SERVER_PORTS.https : SERVER_PORTS.http)),
        }),
  };
}

/** An address that is a token cannot be looked at: then TLS says it. */
function isHttps({ httpAddress, http, tls }: ConsulServers): boolean {
  if (httpAddress && !Token.isUnresolved(httpAddress)) return httpAddress.startsWith("https://");
  return http?.https ?? tls?.enabled ?? false;
}

/** What is empty is left out: ECS keeps no variable without a value. */
function variables(values: Readonly<Record<string, string | undefined>>): KeyValue[] {
  return Object.entries(values).flatMap(([name, value]) => (value ? [{ name, value }] : []));
}

function named(name: string, valueFrom: string | undefined): ContainerSecret[] {
  return valueFrom ? [{ name, valueFrom }] : [];
}
