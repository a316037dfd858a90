import { TerraformVariable } from "cdktf";
import type { ConsulServers } from "../../../../modules/consul";
import { ServiceMesh, type ServiceMeshProps } from "../../../../modules/mesh/service-mesh";
import { Template, testStack, type Block } from "../../../helpers/template";
import {
  CLUSTER,
  LINES,
  NETWORK,
  servers,
  testMesh,
  TOKEN_ARN,
  ACCOUNT,
  ecsService,
  containersOf,
} from "../service/given";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555";
const SECURE = { acls: true, bootstrapTokenSecretArn: TOKEN_ARN } as const;
const names = (template: Template, type: string): unknown[] =>
  Object.values(template.resources(type)).map(({ name }) => name);

describe.each(LINES)("on line %s", (release) => {
  const CONTROLLER = release === "0.10" ? "consul-ecs-controller" : "consul-acl-controller";

  test("with ACLs, the controller runs, and what delivers the entries stands in its task", () => {
    const { stack } = testMesh({ release, servers: SECURE });
    const template = Template.of(stack);
    expect(names(template, "aws_ecs_service")).toEqual([CONTROLLER]);
    expect(Object.keys(containersOf(template, `test-mesh-${CONTROLLER}`))).toEqual([
      CONTROLLER,
      "consul-ecs-config-entries",
    ]);
  });

  test("without ACLs, a service of its own delivers them, and there is no controller", () => {
    const { stack, mesh } = testMesh({ release });
    expect(names(Template.of(stack), "aws_ecs_service")).toEqual(["test-mesh-config-entries"]);
    expect(mesh.controller).toBeUndefined();
  });

  test('"none" delivers nothing: without ACLs there is nothing to run, with them the controller alone', () => {
    const plain = testMesh({ release, configEntries: "none" });
    expect(names(Template.of(plain.stack), "aws_ecs_service")).toEqual([]);
    const { stack } = testMesh({ release, configEntries: "none", servers: SECURE });
    expect(Object.keys(containersOf(Template.of(stack), `test-mesh-${CONTROLLER}`))).toEqual([CONTROLLER]);
  });

  test("services wait for the controller, and so for the entries", () => {
    const { stack, service } = testMesh({ release, servers: SECURE });
    service("web");
    expect(ecsService(Template.of(stack), "web").depends_on).toContainEqual(
      expect.stringMatching(/^aws_ecs_service\.mesh_controller_/),
    );
  });

  test("the tasks are in the mesh's security group, which opens the servers", () => {
    const { stack, service } = testMesh({ release, servers: { securityGroupId: "sg-0123abcd" } });
    service("web", { securityGroupIds: ["sg-00000001"] });
    const template = Template.of(stack);
    expect(names(template, "aws_security_group")).toEqual(["test-mesh"]);
    expect(ecsService(template, "web").network_configuration).toMatchObject({
      security_groups: [expect.stringMatching(/^\$\{aws_security_group\.mesh_/), "sg-00000001"],
    });
    const opened = Object.values(template.resources("aws_security_group_rule")).filter(
      ({ security_group_id: group }) => group === "sg-0123abcd",
    );
    expect(opened.map(({ from_port: port }) => port)).toContain(release === "0.10" ? 8502 : 8300);
  });

  test("whoever logged in to servers that are replaced with their data is rolled after them", () => {
    const rolled = (generation: string | undefined): unknown[] => {
      const { stack, mesh, service } = testMesh({ release, servers: { ...SECURE, generation } });
      service("web");
      mesh.addGateway("gateway", { kind: "mesh-gateway" });
      return Object.values(Template.of(stack).resources("aws_ecs_service")).map(
        ({ force_new_deployment: force, triggers }) => [force, triggers],
      );
    };
    const together = [true, { consul_servers: "7" }];
    expect(rolled("7")).toEqual([together, together, together]);
    expect(rolled(undefined)).toEqual([undefined, undefined, undefined].map(() => [undefined, undefined]));
  });

  test("whoever reads a secret that a key of one's own encrypts may decrypt it", () => {
    const encrypted: Partial<ConsulServers> = {
      ...SECURE,
      tls: { enabled: true, caCertSecretArn: `${ACCOUNT}:ca-a1b2c3` },
      httpAddress: "https://consul.example.com:8501",
      gossipKeySecretArn: `${ACCOUNT}:gossip-a1b2c3`,
      secretsKmsKeyArn: KEY,
    };
    const { stack, mesh, service } = testMesh({ release, servers: encrypted });
    service("web", { kmsKeyArns: [KEY] });
    mesh.addGateway("gateway", { kind: "mesh-gateway" });
    const policies = Object.values(Template.of(stack).resources("aws_iam_policy")).filter(({ name }) =>
      String(name).endsWith("-execution"),
    );
    expect(policies).toHaveLength(3);
    for (const { policy } of policies) {
      const { Statement } = JSON.parse(String(policy)) as { Statement: { Action: string[]; Resource: string[] }[] };
      expect(Statement.filter(({ Action }) => Action.includes("kms:Decrypt"))).toMatchObject([{ Resource: [KEY] }]);
    }
  });

  test("the command that rolls the mesh names everything in order: controller, gateways, services", () => {
    const { mesh, service } = testMesh({ release, servers: SECURE });
    for (const name of ["web", "api"]) service(name);
    mesh.addGateway("gateway", { kind: "mesh-gateway" });
    const steps = mesh.rollCommand.split("\n").filter((line) => line.startsWith("roll "));
    expect(steps.map((step) => step.replace(/'/g, ""))).toEqual([
      `roll ${CONTROLLER}`,
      "roll test-mesh-gateway",
      "roll web api",
    ]);
    expect(mesh.rollCommand).toMatch(/--cluster '?mesh'? --region '?us-east-1'?/);
  });
});

test("rolling without being asked names gateways first, and is allowed for them alone", () => {
  const { stack, mesh, service } = testMesh({ servers: SECURE, rollAfterLoss: true });
  service("web");
  mesh.addGateway("gateway", { kind: "mesh-gateway" });
  const policies = Object.values(Template.of(stack).resources("aws_iam_role_policy")).map(({ policy }) =>
    String(policy),
  );
  const [allowed] = policies.filter((policy) => policy.includes("ecs:UpdateService"));
  expect(allowed).toContain(
    '"Resource":["arn:aws:ecs:us-east-1:123456789012:service/mesh/test-mesh-gateway","arn:aws:ecs:us-east-1:123456789012:service/mesh/web"]',
  );
});

test("what the tasks run on, and where they log, is said once", () => {
  const { stack, service } = testMesh({
    placement: {
      capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }],
      waitForSteadyState: true,
    },
    logs: { logGroup: "/mesh", region: "us-east-1" },
  });
  service("web");
  service("own", { capacityProviderStrategy: [{ capacityProvider: "FARGATE", weight: 1 }], waitForSteadyState: false });
  const template = Template.of(stack);
  const spot = { capacity_provider_strategy: [{ capacity_provider: "FARGATE_SPOT" }], wait_for_steady_state: true };
  expect(ecsService(template, "web")).toMatchObject(spot);
  expect(ecsService(template, "test-mesh-config-entries")).toMatchObject(spot);
  expect(ecsService(template, "own")).toMatchObject({
    capacity_provider_strategy: [{ capacity_provider: "FARGATE" }],
    wait_for_steady_state: false,
  });
  expect(containersOf(template, "web")["consul-dataplane"]?.logConfiguration?.options).toMatchObject({
    "awslogs-group": "/mesh",
    "awslogs-stream-prefix": "web",
  });
});

test("a security group that exists is used, and none is made", () => {
  const allowFrom = jest.fn();
  const { stack, service } = testMesh({ securityGroup: { securityGroupId: "sg-0123abcd", allowFrom } });
  service("web").exposeThrough({
    targetGroupArn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/own/1",
    securityGroupId: "sg-00000001",
  });
  const template = Template.of(stack);
  expect(template.count("aws_security_group")).toBe(0);
  expect(allowFrom).toHaveBeenCalledWith(
    expect.objectContaining({
      targetGroupArn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/own/1",
    }),
    9090,
    expect.any(String),
  );
});

describe("refuses", () => {
  const make = (change: Partial<ServiceMeshProps>): ServiceMesh =>
    new ServiceMesh(testStack(), "mesh", {
      release: "0.10",
      servers: servers(),
      cluster: CLUSTER,
      network: NETWORK,
      ...change,
    });

  test.each<[string, Partial<ServiceMeshProps>, RegExp]>([
    ["an empty name", { name: "" }, /name must be 1 to 30 lower case letters/],
    ["a name in capitals", { name: "Mesh" }, /name must be 1 to 30 lower case letters/],
    ["a name that begins with a digit", { name: "1mesh" }, /name must be 1 to 30 lower case letters/],
    ["a name of 31 characters", { name: "m".repeat(31) }, /AWS allows 64 characters/],
    [
      "no subnet",
      { network: { ...NETWORK, privateSubnetIds: [] } },
      /network\.privateSubnetIds must name 1 to 16 subnets/,
    ],
    ["a controller without ACLs", { controller: true }, /controller needs servers with ACLs/],
    [
      "to deliver to servers with ACLs without a token",
      { servers: { ...servers(), acls: true }, controller: false },
      /configEntries cannot be delivered to servers with ACLs without a token.*configEntriesTokenSecretArn/s,
    ],
    ["a line that there is not", { release: "0.5" as never }, /release must be one of/],
  ])("%s", (_, change, message) => {
    expect(() => make(change)).toThrow(message);
  });

  test("a name that only Terraform knows: entries are told apart by it", () => {
    const stack = testStack();
    const name = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
    expect(() => testMesh({ stack, name })).toThrow(/name must be known at synth/);
  });

  test.each<[string, Partial<ServiceMeshProps>]>([
    ["a name of 30 characters", { name: "m".repeat(30) }],
    [
      "a token for entries alone",
      { servers: servers({ acls: true, configEntriesTokenSecretArn: TOKEN_ARN }), controller: false },
    ],
    [
      "ACLs without a token where nothing is delivered",
      { servers: { ...servers(), acls: true }, controller: false, configEntries: "none" },
    ],
  ])("but not %s", (_, change) => {
    expect(() => make(change)).not.toThrow();
  });
});

test("two meshes on two server groups stand in one stack", () => {
  const { stack, service } = testMesh({ servers: { securityGroupId: "sg-00000001" } });
  const other = testMesh({ stack, id: "other", servers: { datacenter: "dc2", securityGroupId: "sg-00000002" } });
  service("web");
  other.service("web", { family: "other-web" });
  const groups: Block[] = Object.values(Template.of(stack).resources("aws_security_group"));
  expect(groups.map(({ name }) => name)).toEqual(["test-mesh", "test-other"]);
});
