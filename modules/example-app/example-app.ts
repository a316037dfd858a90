import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { awsLogs, enforce, judge, type ContainerDefinition } from "../aws";
import type { ConsulServers, MeshSecurityGroup, Release, Upstream } from "../consul-ecs";
import { MeshService } from "../mesh-service";
import type { Network } from "../network";
import { PublicLoadBalancer } from "./load-balancer";

export interface ExampleAppProps {
  readonly release: Release;
  readonly servers: ConsulServers;
  /** Prefix of all names; at most 13 characters, because of the load balancer's name. HCL example: `name`. */
  readonly name: string;
  readonly clusterArn: string;
  readonly network: Network;
  readonly mesh: MeshSecurityGroup;
  /** Who may reach the load balancer. HCL example: `lb_ingress_ip`, as an address. */
  readonly ingressCidrBlocks: readonly string[];
  readonly logs: { readonly logGroup: string; readonly region: string };
  /** @default "nicholasjackson/fake-service:v0.21.0" */
  readonly image?: string;
  readonly waitForSteadyState?: boolean;
  /** What must be there first: the controller, where there is one. */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/** Port on which fake-service listens, in both tasks: each has an address of its own. */
const APP_PORT = 9090;

/** Port of the client's task on which its sidecar forwards to the server. */
const SERVER_LOCAL_PORT = 1234;

/**
 * A public load balancer, a client behind it, and a server that the client calls through the mesh.
 * Client and server are the same program, fake-service. HCL: the example dev-server-fargate.
 */
export class ExampleApp extends Construct {
  readonly client: MeshService;
  readonly server: MeshService;
  /** Where the client shows what it got from the server. */
  readonly url: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ExampleAppProps,
  ) {
    super(scope, id);
    enforce(`ExampleApp "${this.node.path}"`, [
      {
        prop: "name",
        rule: "must have 1 to 13 characters, because the load balancer is named '<name>-example-client-app' and AWS allows 32",
        got: props.name,
        fix: "Shorten it.",
        holds: judge(props.name, (name) => name.length >= 1 && name.length <= 13),
      },
    ]);
    const loadBalancer = this.makeLoadBalancer();
    this.server = this.makeServer();
    this.client = this.makeClient(loadBalancer);
    this.url = `http://${loadBalancer.dnsName}:${APP_PORT}/ui`;
  }

  private makeLoadBalancer(): PublicLoadBalancer {
    const loadBalancer = new PublicLoadBalancer(this, "lb", {
      name: `${this.props.name}-example-client-app`,
      vpcId: this.props.network.vpcId,
      publicSubnetIds: this.props.network.publicSubnetIds,
      ingressCidrBlocks: this.props.ingressCidrBlocks,
      port: APP_PORT,
      healthCheckPath: "/health",
    });
    this.props.mesh.allowFrom(
      "example-lb",
      loadBalancer.securityGroupId,
      APP_PORT,
      "Load balancer of the example client application",
    );
    return loadBalancer;
  }

  private makeServer(): MeshService {
    return new MeshService(this, "server", {
      ...this.serviceProps(),
      task: {
        ...this.taskProps("example-server-app", "app"),
        containers: [this.container("example-server-app", "app")],
        httpHealthCheck: { port: APP_PORT, path: "/health", interval: 5, timeout: 10, retries: 3 },
      },
    });
  }

  private makeClient(loadBalancer: PublicLoadBalancer): MeshService {
    // Consul knows the server by its name. The client's sidecar listens on a port of the client's own task and forwards
    // to wherever that name is: so the application calls localhost.
    const server: Upstream = { destinationName: this.server.serviceName, localBindPort: SERVER_LOCAL_PORT };
    return new MeshService(this, "client", {
      ...this.serviceProps(),
      task: {
        ...this.taskProps("example-client-app", "client"),
        upstreams: [server],
        containers: [
          {
            ...this.container("example-client-app", "client", {
              UPSTREAM_URIS: `http://localhost:${server.localBindPort}`,
            }),
            portMappings: [{ containerPort: APP_PORT, hostPort: APP_PORT, protocol: "tcp" }],
            healthCheck: {
              command: ["CMD-SHELL", `curl localhost:${APP_PORT}/health`],
              interval: 30,
              retries: 3,
              timeout: 5,
            },
          },
        ],
      },
      target: {
        targetGroupArn: loadBalancer.targetGroupArn,
        containerName: "example-client-app",
        containerPort: APP_PORT,
        listener: loadBalancer.listener,
      },
    });
  }

  private serviceProps() {
    const { clusterArn, network, mesh, waitForSteadyState, dependsOn } = this.props;
    return {
      clusterArn,
      subnetIds: network.privateSubnetIds,
      securityGroupIds: [mesh.securityGroupId],
      waitForSteadyState,
      dependsOn,
    };
  }

  private taskProps(app: string, streamPrefix: string) {
    const { release, servers, name, logs } = this.props;
    return {
      release,
      servers,
      family: `${name}-${app}`,
      port: APP_PORT,
      executeCommand: true,
      logConfiguration: awsLogs({ ...logs, streamPrefix }),
    };
  }

  private container(name: string, streamPrefix: string, environment: Record<string, string> = {}): ContainerDefinition {
    const variables = { NAME: `${this.props.name}-${name}`, ...environment };
    return {
      name,
      image: this.props.image ?? "nicholasjackson/fake-service:v0.21.0",
      essential: true,
      environment: Object.entries(variables).map(([key, value]) => ({ name: key, value })),
      logConfiguration: awsLogs({ ...this.props.logs, streamPrefix }),
    };
  }
}
