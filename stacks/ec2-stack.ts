import type { Construct } from "constructs";
import type { EnvironmentOf } from "../environments";
import { Ec2Servers } from "../modules/servers/ec2";
import { certificateAuthority } from "./certificate-authority";
import { EnvironmentStack } from "./environment-stack";
import type { MadeServers, ServersPlace } from "./servers";

/** The mesh with Consul servers on EC2 instances, for production. */
export class Ec2Stack extends EnvironmentStack {
  constructor(scope: Construct, environment: EnvironmentOf<"ec2">) {
    super(scope, environment);
    const { name, servers } = environment;
    const tls = servers.tls === "none" ? undefined : certificateAuthority(this, name, servers.tls);
    this.addDatacenter(servers.datacenter, (place) => ec2Servers(environment, place, tls));
  }
}

function ec2Servers(
  { release, servers: data }: EnvironmentOf<"ec2">,
  place: ServersPlace,
  tls: ReturnType<typeof certificateAuthority> | undefined,
): MadeServers {
  const servers = new Ec2Servers(place.scope, "servers", {
    release,
    name: `${place.name}-server`,
    vpcId: place.network.vpcId,
    subnetIds: place.network.privateSubnetIds,
    serverCount: data.count,
    datacenter: place.datacenter,
    architecture: data.architecture,
    instanceType: data.instanceType,
    tls,
    acls: data.acls,
    ui: data.uiCidrBlocks.length > 0 ? { ingressCidrBlocks: data.uiCidrBlocks } : undefined,
    snapshots: data.snapshots ? {} : undefined,
    logs: { logGroup: place.name },
    alarms: data.alarms ? {} : undefined,
    configEntries: place.configEntries,
  });
  const description = "Consul's UI and HTTP API, from within the network.";
  return { servers, outputs: { consul_ui_url: { value: `${servers.httpAddress}/ui`, description } } };
}
