import { App, TerraformVariable, type TerraformStack } from "cdktf";
import type { ConsulServers } from "../../../modules/consul";
import { AclController } from "../../../modules/mesh/controller";
import { GatewayTask } from "../../../modules/mesh/gateway";
import { MeshSecurityGroup } from "../../../modules/mesh/security-group";
import { ServiceMesh } from "../../../modules/mesh/service-mesh";
import { MeshTask } from "../../../modules/mesh/task";
import { DevServer } from "../../../modules/servers/dev";
import { ExternalConsulServers } from "../../../modules/servers/external";
import { Template, testStack } from "../../helpers/template";
import { refusals, TOKEN_ARN } from "../mesh/task/given";

const CLUSTER = "arn:aws:ecs:us-east-1:123456789012:cluster/mesh";
const VPC = "vpc-11111111";
const SUBNETS = ["subnet-11111111", "subnet-22222222"];

const PLAIN: ConsulServers = {
  datacenter: "dc1",
  hosts: "consul.example.com",
  retryJoin: ["consul.example.com"],
  httpAddress: "http://consul.example.com:8500",
  acls: true,
  bootstrapTokenSecretArn: TOKEN_ARN,
  securityGroupId: "sg-11111111",
};

type Make = (stack: TerraformStack, servers: ConsulServers, id?: string) => unknown;

/** All that takes servers. */
const CONSUMERS: readonly [string, Make][] = (["0.10", "0.6"] as const).flatMap((release): [string, Make][] => [
  [
    `MeshTask on ${release}`,
    (stack, servers, id = "task") =>
      new MeshTask(stack, id, {
        release,
        servers,
        family: id,
        containers: [{ name: "app", image: "app:1", essential: true }],
        port: 9090,
      }),
  ],
  [
    `AclController on ${release}`,
    (stack, servers) =>
      new AclController(stack, "it", { release, servers, namePrefix: "dev", clusterArn: CLUSTER, subnetIds: SUBNETS }),
  ],
  [
    `GatewayTask on ${release}`,
    (stack, servers) => {
      const props = {
        servers,
        family: "gateway",
        kind: "mesh-gateway",
        clusterArn: CLUSTER,
        subnetIds: SUBNETS,
      } as const;
      return release === "0.10"
        ? new GatewayTask(stack, "it", { ...props, release })
        : new GatewayTask(stack, "it", { ...props, release });
    },
  ],
  [
    `ServiceMesh on ${release}`,
    (stack, servers) =>
      new ServiceMesh(stack, "it", {
        release,
        servers,
        cluster: { arn: CLUSTER, name: "mesh" },
        network: { vpcId: VPC, privateSubnetIds: SUBNETS },
        region: "us-east-1",
      }),
  ],
  [
    `MeshSecurityGroup on ${release}`,
    (stack, servers) =>
      new MeshSecurityGroup(stack, "it", { release, name: "dev", vpcId: VPC }).connectTo({ ...servers, peerId: "it" }),
  ],
]);

const conditionsOf = (template: Template): unknown[] =>
  Object.values(template.resources("terraform_data")).flatMap(
    ({ lifecycle }) => (lifecycle as { precondition?: { error_message: string }[] } | undefined)?.precondition ?? [],
  );

describe.each(CONSUMERS)("%s", (_, make) => {
  const refusalsOf = (servers: unknown) => refusals(() => make(testStack(), servers as ConsulServers));

  it.each<[string, unknown]>([
    ["servers.datacenter must be letters", { ...PLAIN, datacenter: "-dc1" }],
    ["servers.datacenter must be letters", { ...PLAIN, datacenter: undefined }],
    ["servers.hosts must be addresses", { ...PLAIN, hosts: "https://consul.example.com" }],
    [
      "servers.acls must be known at synth",
      { ...PLAIN, acls: new TerraformVariable(testStack(), "a", {}).booleanValue },
    ],
    ["servers.acls must be true or false", { ...PLAIN, acls: "yes" }],
    ["servers.bootstrapTokenSecretArn must be the ARN", { ...PLAIN, bootstrapTokenSecretArn: "7d6f" }],
    ["servers.securityGroupId must be an id", { ...PLAIN, securityGroupId: "default" }],
    ["servers.host is not known here", { ...PLAIN, host: "consul.example.com" }],
    ["servers.tls must be an object", { ...PLAIN, tls: true }],
    ["servers.tls.ca is not known", { ...PLAIN, tls: { enabled: true, ca: "a" } }],
  ])("refuses: %s", (message, servers) => {
    expect(refusalsOf(servers)).toEqual([expect.stringContaining(message)]);
  });

  it("adds nothing for what is known", () => {
    const template = Template.of(testStack((stack) => void make(stack, PLAIN)));
    expect(conditionsOf(template)).toEqual([]);
  });

  it("leaves to Terraform what only that knows", () => {
    const template = Template.of(
      testStack((stack) => {
        const token = new TerraformVariable(stack, "token", { type: "string" }).stringValue;
        make(stack, { ...PLAIN, hosts: token, bootstrapTokenSecretArn: token });
      }),
    );
    expect(conditionsOf(template)).toEqual([
      expect.objectContaining({ error_message: expect.stringMatching(/^servers\.hosts must be addresses/) as unknown }),
      expect.objectContaining({
        error_message: expect.stringMatching(/^servers\.bootstrapTokenSecretArn must be the ARN/) as unknown,
      }),
    ]);
  });
});

describe("the conditions of servers", () => {
  const [[, makeTask] = ["", () => undefined]] = CONSUMERS;
  const withToken = (stack: TerraformStack): ConsulServers =>
    ExternalConsulServers.fromAttributes({
      ...PLAIN,
      hosts: new TerraformVariable(stack, "hosts", { type: "string" }).stringValue,
    });

  it("stand once in a stack, however many use them", () => {
    const template = Template.of(
      testStack((stack) => {
        const servers = withToken(stack);
        for (let number = 1; number <= 50; number++) makeTask(stack, servers, `task-${number}`);
      }),
    );
    expect(conditionsOf(template)).toHaveLength(1);
  });

  it("stand in each stack that uses them", () => {
    const first = testStack();
    const servers = withToken(first);
    makeTask(first, servers);
    const second = testStack((stack) => void makeTask(stack, servers), "second");
    expect(App.of(second)).not.toBe(App.of(first));
    expect(conditionsOf(Template.of(first))).toHaveLength(1);
    expect(second.node.findAll().map(({ node }) => node.id)).toContain("servers-conditions");
  });

  it("are those of the props for servers that are made here", () => {
    const template = Template.of(
      testStack((stack) => {
        const servers = new DevServer(stack, "server", {
          release: "0.10",
          clusterArn: CLUSTER,
          vpcId: VPC,
          subnetIds: SUBNETS,
        });
        makeTask(stack, servers);
        // Of what was spread from a construct its other members are no props.
        makeTask(stack, { ...servers, acls: false }, "other");
      }),
    );
    expect(Object.keys(template.resources("terraform_data")).filter((id) => !id.startsWith("other"))).toEqual([]);
  });
});
