import type { Construct } from "constructs";
import type { EnvironmentOf } from "../environments";
import type { ConsulServers } from "../modules/consul";
import { ExternalConsulServers } from "../modules/servers/external";
import { EnvironmentStack } from "./environment-stack";

/** The mesh with Consul servers that somebody else runs, and that the network reaches. */
export class ExternalStack extends EnvironmentStack {
  constructor(scope: Construct, environment: EnvironmentOf<"external">) {
    super(scope, environment);
    this.warnOfBootstrap();
    const servers = serversOf(environment.servers);
    this.addDatacenter(environment.servers.datacenter, () => ({ servers, outputs: {} }));
  }
}

function serversOf(servers: EnvironmentOf<"external">["servers"]): ConsulServers {
  const { httpPort, grpcPort, tls } = servers;
  return ExternalConsulServers.fromAttributes({
    datacenter: servers.datacenter,
    acls: servers.acls,
    hosts: servers.hosts,
    retryJoin: servers.retryJoin,
    httpAddress: servers.httpAddress,
    bootstrapTokenSecretArn: servers.bootstrapTokenSecretArn,
    configEntriesTokenSecretArn: servers.configEntriesTokenSecretArn,
    secretsKmsKeyArn: servers.secretsKmsKeyArn,
    gossipKeySecretArn: servers.gossipKeySecretArn,
    cidrBlocks: servers.cidrBlocks,
    tls: tls && { enabled: true, ...tls },
    http: httpPort === undefined ? undefined : { port: httpPort },
    grpc: grpcPort === undefined ? undefined : { port: grpcPort },
  });
}
