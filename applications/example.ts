import { Construct } from "constructs";
import {
  awsLogs,
  enforce,
  judge,
  type ContainerDefinition,
  type ServiceOptions,
  type TaskOptions,
} from "../modules/aws";
import { HttpLoadBalancer } from "../modules/aws/load-balancer";
import type { AllowedSource } from "../modules/consul/config-entries";
import { MeshService, type ConnectOptions, type ServiceMesh } from "../modules/mesh/service";
import type { Network } from "../modules/aws/network";

export interface ExampleAppProps {
  readonly mesh: ServiceMesh;
  /** Prefix of all names; at most 13 characters, because of the load balancer's name. HCL example: `name`. */
  readonly name: string;
  readonly network: Network;
  /** Who may reach the load balancer. HCL example: `lb_ingress_ip`, as an address. */
  readonly ingressCidrBlocks: readonly string[];
  readonly logs: AppPlace["logs"];
  /** Where the server is when another datacenter has it. @default where the client is */
  readonly serverElsewhere?: DistantPlace;
  /** @default "nicholasjackson/fake-service:v0.21.0" */
  readonly image?: string;
  /** What the tasks run on, such as `Ec2Capacity.placement`. @default Fargate */
  readonly placement?: Pick<TaskOptions, "compatibilities" | "runtimePlatform"> &
    Pick<ServiceOptions, "capacityProviderStrategy">;
}

/** Where one of the two runs. */
interface AppPlace {
  readonly mesh: ServiceMesh;
  readonly logs: { readonly logGroup: string; readonly region: string };
}

interface DistantPlace extends AppPlace {
  /** How the client's calls get there. */
  readonly connection: Pick<ConnectOptions, "datacenter" | "peer" | "meshGateway">;
  /** Where the client is, seen from there. */
  readonly source: Pick<AllowedSource, "peer">;
}

/** Port on which fake-service listens, in both tasks: each has an address of its own. */
const APP_PORT = 9090;

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
    this.refuse();
    this.server = this.makeServer();
    this.client = this.makeClient(this.server);
    const { serverElsewhere: elsewhere } = props;
    if (elsewhere) this.server.allowFrom({ service: this.client.serviceName, ...elsewhere.source });
    const loadBalancer = this.makeLoadBalancer();
    this.client.exposeThrough({ loadBalancer });
    this.url = `http://${loadBalancer.dnsName}:${loadBalancer.port}/ui`;
  }

  private makeServer(): MeshService {
    return new MeshService(this, "server", {
      ...this.serviceProps("example-server-app", "app", this.props.serverElsewhere),
      containers: [this.container("example-server-app", "app", {}, this.props.serverElsewhere)],
      httpHealthCheck: { port: APP_PORT, path: "/health", interval: 5, timeout: 10, retries: 3 },
    });
  }

  /** Consul knows the server by its name. The client's sidecar listens on localhost and forwards there. */
  private makeClient(server: MeshService): MeshService {
    return new MeshService(this, "client", {
      ...this.serviceProps("example-client-app", "client"),
      containers: (client) => [
        {
          ...this.container("example-client-app", "client", {
            UPSTREAM_URIS: client.connectTo(server, this.props.serverElsewhere?.connection).url,
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
    });
  }

  private makeLoadBalancer(): HttpLoadBalancer {
    const name = `${this.props.name}-example-client-app`;
    return new HttpLoadBalancer(this, "lb", {
      name,
      securityGroupName: `${name}-alb`,
      description: "Access to example client application.",
      vpcId: this.props.network.vpcId,
      subnetIds: this.props.network.publicSubnetIds,
      ingressCidrBlocks: this.props.ingressCidrBlocks,
      port: APP_PORT,
      healthCheck: { path: "/health", timeout: 30, interval: 60 },
    });
  }

  private serviceProps(app: string, streamPrefix: string, { mesh, logs }: AppPlace = this.props) {
    const { name } = this.props;
    return {
      mesh,
      release: mesh.props.release,
      family: `${name}-${app}`,
      port: APP_PORT,
      protocol: "http",
      executeCommand: true,
      logConfiguration: awsLogs({ ...logs, streamPrefix }),
      ...this.props.placement,
    } as const;
  }

  private container(
    name: string,
    streamPrefix: string,
    environment: Record<string, string> = {},
    { logs }: AppPlace = this.props,
  ): ContainerDefinition {
    const variables = { NAME: `${this.props.name}-${name}`, ...environment };
    return {
      name,
      image: this.props.image ?? "nicholasjackson/fake-service:v0.21.0",
      essential: true,
      environment: Object.entries(variables).map(([key, value]) => ({ name: key, value })),
      logConfiguration: awsLogs({ ...logs, streamPrefix }),
    };
  }

  private refuse(): void {
    enforce(`ExampleApp "${this.node.path}"`, [
      {
        prop: "name",
        rule: "must have 1 to 13 characters, because the load balancer is named '<name>-example-client-app' and AWS allows 32",
        got: this.props.name,
        fix: "Shorten it.",
        holds: judge(this.props.name, (name) => name.length >= 1 && name.length <= 13),
      },
    ]);
  }
}
