import type { EnvironmentOf } from "../environments";
import { quoteWord, warn } from "../modules/aws";
import { releaseLine } from "../modules/consul";
import { SERVER_CONTAINER, type ServerTls } from "../modules/servers/common";
import { ServerCluster } from "../modules/servers/cluster";
import { DevServer } from "../modules/servers/dev";
import type { MadeServers, ServersFactory, ServersPlace } from "./servers";

/** Servers as tasks: those of a cluster, which keep what they have been told, or one that keeps nothing. */
export function fargateServers(environment: EnvironmentOf<"fargate">, tls: ServerTls | undefined): ServersFactory {
  return (place) =>
    environment.servers.persistent ? cluster(environment, place, tls) : single(environment, place, tls);
}

/** One server that keeps its data is a cluster of one: it can become one of three. */
function cluster(environment: EnvironmentOf<"fargate">, place: ServersPlace, tls: ServerTls | undefined): MadeServers {
  const { count, snapshots } = environment.servers;
  const servers = new ServerCluster(place.scope, "servers", {
    ...serverProps(environment, place, tls),
    serverCount: count,
    snapshots: snapshots ? {} : false,
    // On servers that keep their data, a check of the load balancer would end what waits for a leader.
    waitForSteadyState: place.waitForSteadyState,
  });
  if (place.configEntries) {
    warn(
      servers,
      "configEntries 'bootstrap' is heard at the first start only, and these servers keep their data: later changes of the mesh do not reach Consul. Leave configEntries out to have them delivered.",
    );
  }
  return made(environment, place, servers, `${serverName(place)}-1`);
}

function single(environment: EnvironmentOf<"fargate">, place: ServersPlace, tls: ServerTls | undefined): MadeServers {
  const server = new DevServer(place.scope, "server", {
    ...serverProps(environment, place, tls),
    // Two servers of one name would share its address.
    deploymentMinimumHealthyPercent: 0,
    deploymentMaximumPercent: 100,
  });
  warn(
    server,
    "persistent: false: when the server's task is replaced, the catalog, tokens, configuration entries and the CA of the mesh are gone with it. The controller and the entries come back by themselves, the other tasks by the command of the output roll_command.",
  );
  return made(environment, place, server, serverName(place));
}

function serverName({ name }: ServersPlace): string {
  return `${name}-consul-server`;
}

function serverProps({ release, servers }: EnvironmentOf<"fargate">, place: ServersPlace, tls: ServerTls | undefined) {
  const { network, placement } = place;
  return {
    ...releaseLine(release).devServer.encryptedGossip,
    acls: servers.acls,
    ...place.joined,
    release,
    name: serverName(place),
    clusterArn: place.cluster.arn,
    vpcId: network.vpcId,
    subnetIds: network.privateSubnetIds,
    ...(placement.capacityProviderStrategy ? placement : { launchType: "FARGATE" as const }),
    dependsOn: [...place.before, ...(place.joined?.dependsOn ?? [])],
    datacenter: place.datacenter,
    tls,
    loadBalancer: { subnetIds: network.publicSubnetIds, ingressCidrBlocks: place.ingressCidrBlocks },
    // The target group gives the server up only after ten failed checks, 15 minutes: that is grace enough.
    healthCheckGracePeriodSeconds: 0,
    configEntries: place.configEntries,
    logConfiguration: place.logs("consul-server"),
    executeCommand: place.executeCommand,
    namedLogGroups: true,
    waitForSteadyState: place.waitForSteadyState,
  };
}

function made(
  { region }: EnvironmentOf<"fargate">,
  { cluster: { name }, executeCommand }: ServersPlace,
  servers: DevServer | ServerCluster,
  service: string,
): MadeServers {
  const place = `--region ${quoteWord(region)} --cluster ${quoteWord(name)}`;
  const task = `$(aws ecs list-tasks ${place} --service-name ${quoteWord(service)} --query 'taskArns[0]' --output text)`;
  return {
    servers,
    outputs: {
      consul_ui_url: {
        value: `http://${servers.loadBalancer?.dnsName}:8500/ui`,
        description: "Consul's UI and HTTP API.",
      },
    },
    exec: executeCommand
      ? (command) =>
          `aws ecs execute-command ${place} --task "${task}" --container ${SERVER_CONTAINER} --interactive --command ${command}`
      : undefined,
  };
}
