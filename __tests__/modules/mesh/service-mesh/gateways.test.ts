import type { Release } from "../../../../modules/consul";
import type { MeshGatewayProps } from "../../../../modules/mesh/service-mesh";
import { Template, type Block } from "../../../helpers/template";
import {
  containersOf,
  ecsService,
  LINES,
  NETWORK,
  testMesh,
  TOKEN_ARN,
  warningsOf,
  type TestMesh,
} from "../service/given";

const SECURE = { acls: true, bootstrapTokenSecretArn: TOKEN_ARN } as const;

test.each(LINES)("a gateway of line %s starts after its entries are delivered, in the mesh's group", (release) => {
  const { stack, mesh } = testMesh({ release, servers: SECURE });
  mesh.addGateway("gateway", { kind: "mesh-gateway", securityGroupIds: ["sg-00000001"] });
  const gateway = ecsService(Template.of(stack), "test-mesh-gateway");
  expect(gateway.depends_on).toContainEqual(expect.stringMatching(/^aws_ecs_service\.mesh_controller_/));
  expect(gateway).toMatchObject({
    deployment_circuit_breaker: { enable: true, rollback: true },
    network_configuration: {
      subnets: NETWORK.privateSubnetIds,
      security_groups: [expect.stringMatching(/^\$\{aws_security_group\.mesh_/), "sg-00000001"],
    },
  });
});

test("a gateway of line 0.10 runs the dataplane of the mesh tasks", () => {
  const { stack, mesh, service } = testMesh();
  service("web");
  mesh.addGateway("gateway", { kind: "mesh-gateway" });
  const template = Template.of(stack);
  const [own, task] = ["test-mesh-gateway", "web"].map((family) => containersOf(template, family)["consul-dataplane"]);
  expect(own?.image).toBe(task?.image);
  expect(own?.essential).toBe(true);
});

test("a gateway of line 0.6 ends with its client agent", () => {
  const { stack, mesh } = testMesh({ release: "0.6" });
  mesh.addGateway("gateway", { kind: "mesh-gateway" });
  const containers = containersOf(Template.of(stack), "test-mesh-gateway");
  expect([containers["consul-client"]?.essential, containers["sidecar-proxy"]?.essential]).toEqual([true, true]);
});

test("the client agent of a gateway that looks for tagged servers may ask for them, before it starts", () => {
  const { stack, mesh } = testMesh({ release: "0.6", servers: { retryJoin: ["provider=aws tag_key=a tag_value=b"] } });
  mesh.addGateway("gateway", { kind: "mesh-gateway" });
  const template = Template.of(stack);
  const [found] = Object.entries(template.resources("aws_iam_role_policy")).filter(([id]) =>
    id.includes("gateway_task-role"),
  );
  expect(String(found?.[1].policy)).toContain('"Action":["ec2:DescribeInstances"]');
  expect(ecsService(template, "test-mesh-gateway").depends_on).toContain(`aws_iam_role_policy.${String(found?.[0])}`);
});

describe("a gateway that its entry tells what to do", () => {
  const warned = (props: MeshGatewayProps<Release>, prepare?: (test: TestMesh) => void): string[] => {
    const test = testMesh();
    test.mesh.addGateway("gateway", props);
    prepare?.(test);
    Template.of(test.stack);
    return warningsOf(test.stack).filter((text) => text.includes("has no configuration entry"));
  };

  test("is warned of when it has none: an API gateway never gets healthy without", () => {
    expect(warned({ kind: "api-gateway" })).toEqual([
      expect.stringMatching(/api-gateway "test\/mesh\/gateway".*never gets healthy.*Name: "test-mesh-gateway"/),
    ]);
    expect(warned({ kind: "terminating-gateway" })).toEqual([expect.stringMatching(/lets nothing through/)]);
  });

  test("is warned of when another has it", () => {
    const other = ({ mesh }: TestMesh): void => mesh.addConfigEntries({ Kind: "api-gateway", Name: "other" });
    expect(warned({ kind: "api-gateway" }, other)).toHaveLength(1);
  });

  test("is not when it has one, though it is added later", () => {
    const own = ({ mesh }: TestMesh): void => mesh.addConfigEntries({ Kind: "api-gateway", Name: "test-mesh-gateway" });
    expect(warned({ kind: "api-gateway" }, own)).toEqual([]);
  });

  test("is not when it needs none", () => {
    expect(warned({ kind: "mesh-gateway" })).toEqual([]);
  });
});

test("an option of the other line is refused when the compiler was passed by", () => {
  const past: object = { envoyImage: "envoy:1" };
  expect(() => testMesh().mesh.addGateway("gateway", { kind: "mesh-gateway", ...past })).toThrow(
    /envoyImage is an option of release line 0\.6/,
  );
});

test("a load balancer of its own makes the gateway reachable from other datacenters", () => {
  const { stack, mesh } = testMesh();
  const gateway = mesh.addGateway("gateway", {
    kind: "mesh-gateway",
    loadBalancer: { vpcId: NETWORK.vpcId, subnetIds: ["subnet-1a1b2c3d"], ingressCidrBlocks: ["203.0.113.0/24"] },
  });
  const template = Template.of(stack);
  expect(template.count("aws_lb")).toBe(1);
  expect(gateway.wanAddress).not.toBe("");
  const balancers = ecsService(template, "test-mesh-gateway").load_balancer as readonly Block[];
  expect(balancers).toMatchObject([{ container_name: "consul-dataplane", container_port: 8443 }]);
});
