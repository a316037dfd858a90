import { TerraformVariable } from "cdktf";
import { ServiceMesh } from "../../../../modules/mesh/service-mesh";
import { refusalsOf } from "../../../helpers/refusals";
import { Template, testStack } from "../../../helpers/template";
import { APP, CLUSTER, ecsService, LINES, NETWORK, servers, testMesh } from "../service/given";

describe.each(LINES)("line %s", (release) => {
  const mesh = (change: object) => () => testMesh({ release, ...change });
  const service = (change: object) => () => testMesh({ release }).service("web", change);

  test.each<[string, () => unknown, RegExp]>([
    ["an unknown prop", mesh({ controler: true }), /^controler is not known here\. Did you mean 'controller'\?/],
    ["former names that are no list", mesh({ formerNames: "old" }), /^formerNames must be a list/],
    ["another way of delivery", mesh({ configEntries: "no" }), /^configEntries must be one of/],
    [
      "a log group's ARN",
      mesh({ logs: { logGroup: "arn:aws:logs", region: "us-east-1" } }),
      /^logs\.logGroup must have/,
    ],
    ["nonsense to wait for", mesh({ dependsOn: [{}] }), /^dependsOn\[0\] must be something that Terraform can wait/],
    ["an unknown prop of a service", service({ desiredcount: 1 }), /^desiredcount is not known .*'desiredCount'/],
    ["what the mesh says", service({ release }), /^release is not known here/],
    ["containers that are no list", service({ containers: {} }), /^containers must be a list/],
    ["another protocol", service({ protocol: "udp" }), /^protocol must be one of/],
    ["too much grace", service({ healthCheckGracePeriodSeconds: 2_147_483_648 }), /^healthCheckGracePeriodSeconds/],
    ["another registry", service({ serviceRegistry: { registryArn: "srv" } }), /^serviceRegistry\.registryArn must be/],
    ["the name of a group", service({ securityGroupIds: ["web"] }), /^securityGroupIds\[0\] must be an id/],
  ])("refuses %s", (_, act, message) => {
    expect(refusalsOf(act)).toEqual([expect.stringMatching(message)]);
  });

  test("what is undefined undoes no default", () => {
    const { stack, service: add } = testMesh({ release });
    add("web", { circuitBreaker: undefined, launchType: undefined });
    expect(ecsService(Template.of(stack), "web")).toMatchObject({
      launch_type: "FARGATE",
      deployment_circuit_breaker: { enable: true },
    });
  });
});

test("a service is in the partition of its mesh unless it says another", () => {
  const { mesh, service } = testMesh({ partition: "shop" });
  expect(service("web").identity).toMatchObject({ partition: "shop", namespace: "default" });
  expect(service("far", { partition: "p2", namespace: "n2" }).identity).toMatchObject({ partition: "p2" });
  expect(mesh.partition).toBe("shop");
});

test("a mesh hands on the names that it had before", () => {
  const { stack } = testMesh({ name: "shop", formerNames: ["store", "stand"] });
  expect(JSON.stringify(Template.of(stack).json)).toContain("store stand");
});

test("two imported meshes that open one group to one balancer share the rule", () => {
  const stack = testStack();
  const attributes = { release: "0.10", servers: servers(), cluster: CLUSTER, network: NETWORK } as const;
  const balancer = {
    targetGroupArn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/a/1",
    securityGroupId: "sg-0a1b2c3d",
  };
  for (const name of ["one", "two"]) {
    const imported = ServiceMesh.fromAttributes(
      stack,
      name,
      { ...attributes, securityGroupId: "sg-1a2b3c4d" },
      { name },
    );
    imported.addService("web", { port: 9090, containers: [APP] }).exposeThrough({ ...balancer });
  }
  expect(Template.of(stack).count("aws_security_group_rule")).toBe(1);
});

test("what only Terraform knows of a connection is a condition of the service that makes it", () => {
  const stack = testStack();
  const { service } = testMesh({ stack });
  const datacenter = new TerraformVariable(stack, "dc", { type: "string" }).stringValue;
  service("web").connectTo("api", { datacenter, localPort: 23456 });
  const { lifecycle } = ecsService(Template.of(stack), "web");
  expect(JSON.stringify(lifecycle)).toContain("options.datacenter must be letters, digits, hyphens");
  expect(JSON.stringify(lifecycle)).toContain("must be another datacenter than the mesh's");
});

test("ids that are variables are conditions of an imported mesh", () => {
  const stack = testStack();
  const text = (name: string) => new TerraformVariable(stack, name, { type: "string" }).stringValue;
  ServiceMesh.fromAttributes(stack, "mesh", {
    release: "0.10",
    servers: servers(),
    cluster: { arn: text("cluster"), name: "shop" },
    network: { vpcId: text("vpc"), privateSubnetIds: [text("subnet")] },
    securityGroupId: text("group"),
  });
  const conditions = Object.values(Template.of(stack).resources("terraform_data")).map(({ lifecycle }) => lifecycle);
  for (const told of [
    "cluster.arn must be the ARN of an ECS cluster",
    "network.vpcId must be an id that begins with 'vpc-'",
    "network.privateSubnetIds[0] must be an id that begins with 'subnet-'",
    "securityGroup.securityGroupId must be an id that begins with 'sg-'",
  ]) {
    expect(JSON.stringify(conditions)).toContain(told);
  }
});
