import type { ContainerDefinition, ContainerSecret, LogConfiguration, MountPoint } from "../../aws";
import { SERVER_PORTS, type DevServerLine } from "../../consul";
import { serverScript, tlsInitScript } from "./scripts";
import { SNAPSHOT_CONTAINER, snapshotScript, type SnapshotSchedule } from "./snapshots";
import type { ServerSettings } from "./server-config";

/** Volume for configuration and certificates. */
export const CONSUL_VOLUME = "consul-data";
export const SERVER_CONTAINER = "consul-server";
const TLS_INIT = "tls-init";
const CONSUL_MOUNT = { sourceVolume: CONSUL_VOLUME, containerPath: "/consul" };

/** The secrets of a server, by ARN. */
export interface ServerSecrets {
  readonly bootstrapTokenArn?: string;
  readonly gossipKeyArn?: string;
  readonly licenseArn?: string;
  readonly replicationTokenArn?: string;
}

export interface ServerContainers {
  readonly image: string;
  readonly settings: ServerSettings;
  readonly secrets: ServerSecrets;
  /** Name by which the server is found. */
  readonly dnsName: string;
  /** Where data that is kept is mounted: in the server, not in tls-init. */
  readonly dataMount?: MountPoint;
  readonly healthCheck?: DevServerLine["healthCheck"];
  /** Has snapshots saved by a container of their own. */
  readonly snapshots?: SnapshotSchedule;
  readonly logConfiguration?: LogConfiguration;
}

/** The server, with TLS what makes its certificate first, and what saves its state. */
export function serverContainers(input: ServerContainers): ContainerDefinition[] {
  const { settings, snapshots } = input;
  return [
    ...(settings.tls ? [tlsInitContainer(input, settings.tls)] : []),
    serverContainer(input),
    ...(snapshots ? [snapshotContainer(input, snapshots)] : []),
  ];
}

function serverContainer({
  image,
  settings,
  secrets,
  dataMount,
  healthCheck,
  logConfiguration,
}: ServerContainers): ContainerDefinition {
  const tls = settings.tls !== undefined;
  return {
    name: SERVER_CONTAINER,
    image,
    essential: true,
    entryPoint: ["/bin/sh", "-ec"],
    command: [serverScript(settings)],
    portMappings: [SERVER_PORTS.serfLan, SERVER_PORTS.rpc, SERVER_PORTS.http].map((containerPort) => ({
      containerPort,
    })),
    mountPoints: [CONSUL_MOUNT, ...(dataMount ? [dataMount] : [])],
    dependsOn: tls ? [{ containerName: TLS_INIT, condition: "SUCCESS" }] : undefined,
    healthCheck: healthCheck?.(tls),
    secrets: environmentSecrets({
      CONSUL_GOSSIP_ENCRYPTION_KEY: secrets.gossipKeyArn,
      CONSUL_HTTP_TOKEN: secrets.bootstrapTokenArn,
      CONSUL_LICENSE: secrets.licenseArn,
      CONSUL_REPLICATION_TOKEN: secrets.replicationTokenArn,
    }),
    linuxParameters: { initProcessEnabled: true },
    logConfiguration,
  };
}

/** It calls the server inside the task, where there is nobody to hear: without TLS, and so without a CA. */
function snapshotContainer(
  { image, secrets, logConfiguration }: ServerContainers,
  schedule: SnapshotSchedule,
): ContainerDefinition {
  return {
    name: SNAPSHOT_CONTAINER,
    image,
    essential: false,
    entryPoint: ["/bin/sh", "-ec"],
    command: [snapshotScript(schedule)],
    mountPoints: [schedule.mountPoint],
    dependsOn: [{ containerName: SERVER_CONTAINER, condition: "START" }],
    secrets: environmentSecrets({ CONSUL_HTTP_TOKEN: secrets.bootstrapTokenArn }),
    restartPolicy: { enabled: true, restartAttemptPeriod: 60 },
    linuxParameters: { initProcessEnabled: true },
    logConfiguration,
  };
}

function tlsInitContainer(
  { image, settings, dnsName, logConfiguration }: ServerContainers,
  tls: NonNullable<ServerSettings["tls"]>,
): ContainerDefinition {
  return {
    name: TLS_INIT,
    image,
    essential: false,
    entryPoint: ["/bin/sh", "-ec"],
    command: [tlsInitScript({ ...settings, dnsNames: [dnsName, ...(tls.additionalDnsNames ?? [])] })],
    mountPoints: [CONSUL_MOUNT],
    secrets: environmentSecrets({ CONSUL_CACERT_PEM: tls.caCertSecretArn, CONSUL_CAKEY: tls.caKeySecretArn }),
    logConfiguration,
  };
}

function environmentSecrets(arns: Record<string, string | undefined>): ContainerSecret[] {
  return Object.entries(arns).flatMap(([name, valueFrom]) => (valueFrom ? [{ name, valueFrom }] : []));
}
