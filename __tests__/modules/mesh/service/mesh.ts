import type { TerraformStack } from "cdktf";
import { type ConsulServers, type Release } from "../../../../modules/consul";
import { ExternalConsulServers } from "../../../../modules/servers/external";
import { MeshSecurityGroup } from "../../../../modules/mesh/security-group";
import { MeshService, ServiceMesh, type MeshServiceProps } from "../../../../modules/mesh/service";
import { testStack } from "../../../helpers/template";

/** A mesh to make services in, and what makes them. */
export interface TestMesh {
  readonly stack: TerraformStack;
  readonly mesh: ServiceMesh;
  readonly service: (name: string, change?: Partial<MeshServiceProps>) => MeshService;
}

export function testMesh(release: Release = "0.10", servers?: Partial<ConsulServers>, stack = testStack()): TestMesh {
  const datacenter = servers?.datacenter ?? "dc1";
  const mesh = new ServiceMesh({
    release,
    servers: ExternalConsulServers.fromAttributes({
      datacenter,
      hosts: "consul.example.com",
      retryJoin: ["consul.example.com"],
      ...servers,
    }),
    clusterArn: "arn:aws:ecs:us-east-1:123456789012:cluster/mesh",
    subnetIds: ["subnet-0a1b2c3d"],
    securityGroup: new MeshSecurityGroup(stack, `mesh-${datacenter}`, {
      release,
      name: `mesh-${datacenter}`,
      vpcId: "vpc-0a1b2c3d",
    }),
  });
  return {
    stack,
    mesh,
    service: (name, change = {}) =>
      new MeshService(stack, `${datacenter}-${name}`, {
        release,
        mesh,
        family: name,
        port: 9090,
        containers: [{ name: "app", image: "app:1" }],
        ...change,
      }),
  };
}
