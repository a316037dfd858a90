import type { Construct } from "constructs";
import type { EnvironmentOf } from "../environments";
import { ExternalConsulServers, type ConsulServers } from "../modules/consul-ecs";
import { MeshStack } from "./mesh-stack";
import { warnOfBootstrap } from "./no-bootstrap";

/** The mesh with Consul servers that somebody else runs, and that the network reaches. */
export class ExternalStack extends MeshStack {
  constructor(scope: Construct, environment: EnvironmentOf<"external">) {
    super(scope, environment);
    warnOfBootstrap(this, environment);
    this.addMesh(serversOf(environment.servers), { after: [] });
  }
}

function serversOf(data: EnvironmentOf<"external">["servers"]): ConsulServers {
  const { hosting, httpPort, grpcPort, tls, ...attributes } = data;
  return ExternalConsulServers.fromAttributes({
    ...attributes,
    tls: tls && { enabled: true, ...tls },
    http: httpPort === undefined ? undefined : { port: httpPort },
    grpc: grpcPort === undefined ? undefined : { port: grpcPort },
  });
}
