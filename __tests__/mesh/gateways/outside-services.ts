import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { ServiceDiscoveryPrivateDnsNamespace } from "@cdktf/provider-aws/lib/service-discovery-private-dns-namespace";
import { ServiceDiscoveryService } from "@cdktf/provider-aws/lib/service-discovery-service";
import { Construct } from "constructs";
import { Vpc, type ContainerDefinition } from "../../../modules";
import type { Certificate } from "../helpers/certificates";
import { fakeService, type Ground } from "../helpers/ground";
import { BEHIND, strictProxy } from "./strict-proxy";

const NAMESPACE = "outside";

/** The DNS name of a service outside of the mesh. */
export function outsideName(name: string): string {
  return `${name}.${NAMESPACE}`;
}

/** Services that know nothing of the mesh, found by names of their own. */
export class OutsideServices extends Construct {
  private readonly namespace: ServiceDiscoveryPrivateDnsNamespace;
  private readonly network: Vpc;
  private readonly role: IamRole;

  constructor(
    scope: Construct,
    private readonly ground: Ground,
  ) {
    super(scope, "outside");
    this.network = new Vpc(this, "network", { name: NAMESPACE, availabilityZoneCount: 1 });
    this.namespace = new ServiceDiscoveryPrivateDnsNamespace(this, "namespace", {
      name: NAMESPACE,
      vpc: this.network.vpcId,
    });
    this.role = new IamRole(this, "role", {
      name: "outside-execution",
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ecs-tasks.amazonaws.com" } }],
      }),
    });
  }

  /** @param tls with which it speaks TLS */
  add(name: string, tls?: Certificate): void {
    const environment = tls ? { CERTIFICATE: tls.certificate, KEY: tls.key, ...TLS_FILES } : {};
    this.run(name, [
      fakeService(name, environment, {
        logConfiguration: this.ground.logs(name),
        ...(tls ? { entryPoint: ["/bin/sh", "-c", WITH_TLS], command: [] } : {}),
      }),
    ]);
  }

  /** One that takes nobody's call who has not this certificate of a client. */
  addStrict(name: string, tls: Certificate, client: Pick<Certificate, "certificate">): void {
    const logConfiguration = this.ground.logs(name);
    this.run(name, [
      fakeService(name, { LISTEN_ADDR: `127.0.0.1:${BEHIND}` }, { logConfiguration }),
      {
        name: "tls",
        image: "envoyproxy/envoy-distroless:v1.23.10",
        essential: true,
        command: ["--config-yaml", JSON.stringify(strictProxy(tls, client))],
        logConfiguration,
      },
    ]);
  }

  private run(name: string, containers: readonly ContainerDefinition[]): void {
    const { ground } = this;
    const registry = new ServiceDiscoveryService(this, `${name}-registry`, {
      name,
      dnsConfig: {
        namespaceId: this.namespace.id,
        dnsRecords: [{ ttl: 10, type: "A" }],
        routingPolicy: "MULTIVALUE",
      },
    });
    const task = new EcsTaskDefinition(this, `${name}-task`, {
      family: name,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: "256",
      memory: "512",
      executionRoleArn: this.role.arn,
      containerDefinitions: JSON.stringify(containers),
    });
    new EcsService(this, `${name}-service`, {
      name,
      cluster: ground.cluster.arn,
      taskDefinition: task.arn,
      desiredCount: 1,
      launchType: "FARGATE",
      networkConfiguration: { subnets: [...this.network.privateSubnetIds] },
      serviceRegistries: { registryArn: registry.arn },
    });
  }
}

const TLS_FILES = { TLS_CERT_LOCATION: "/tmp/certificate.pem", TLS_KEY_LOCATION: "/tmp/key.pem" } as const;
const WITH_TLS = [
  `printf %s "$CERTIFICATE" > ${TLS_FILES.TLS_CERT_LOCATION}`,
  `printf %s "$KEY" > ${TLS_FILES.TLS_KEY_LOCATION}`,
  "exec /app/fake-service",
].join(" && ");
