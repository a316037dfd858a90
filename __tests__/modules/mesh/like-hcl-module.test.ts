import type { Construct } from "constructs";
import {
  AclController,
  DevServer,
  GatewayTask,
  MeshTask,
  type ContainerDefinition,
  type HclModuleOptions,
} from "../../../modules";
import { refusalsOf } from "../../helpers/refusals";
import { Template, testStack } from "../../helpers/template";

type Like = HclModuleOptions["likeHclModule"];

const SERVERS = { datacenter: "dc1", hosts: "consul.dc1" };
const PLACE = { clusterArn: "arn:aws:ecs:us-east-1:123456789012:cluster/dev", subnetIds: ["subnet-1"] };

const MADE: Readonly<Record<string, (scope: Construct, likeHclModule: Like) => unknown>> = {
  MeshTask: (scope, likeHclModule) =>
    new MeshTask(scope, "it", {
      release: "0.10",
      servers: SERVERS,
      family: "web",
      port: 9090,
      containers: [{ name: "app", image: "app:1", essential: true }],
      likeHclModule,
    }),
  GatewayTask: (scope, likeHclModule) =>
    new GatewayTask(scope, "it", {
      release: "0.10",
      servers: SERVERS,
      kind: "mesh-gateway",
      family: "gateway",
      ...PLACE,
      wanPort: 443,
      envoyReadinessPort: 22001,
      loadBalancer: { vpcId: "vpc-1", subnetIds: ["subnet-1"] },
      likeHclModule,
    }),
  AclController: (scope, likeHclModule) =>
    new AclController(scope, "it", {
      release: "0.10",
      servers: { ...SERVERS, bootstrapTokenSecretArn: "arn:aws:secretsmanager:us-east-1:123456789012:secret:token" },
      namePrefix: "dev",
      ...PLACE,
      likeHclModule,
    }),
  DevServer: (scope, likeHclModule) =>
    new DevServer(scope, "it", { release: "0.10", vpcId: "vpc-1", ...PLACE, launchType: "FARGATE", likeHclModule }),
};

function template(name: string, like: Like): Template {
  return Template.of(testStack((stack) => void MADE[name]?.(stack, like)));
}

function meshInit(name: string, like: Like): ContainerDefinition {
  return template(name, like).container("consul-ecs-mesh-init");
}

describe.each(["MeshTask", "GatewayTask"])("mesh-init of a %s", (name) => {
  it.each<[Like, object | undefined]>([
    [undefined, undefined],
    [false, undefined],
    [true, {}],
    ["as-stored", { add: [], drop: [] }],
  ])("has its right to nothing, likeHclModule %s, written as %j", (like, capabilities) => {
    expect(meshInit(name, like).linuxParameters).toEqual({ initProcessEnabled: true, capabilities });
  });
});

describe.each(["AclController", "DevServer"])("the task role of a %s", (name) => {
  it("has its policy in it, like the module", () => {
    const like = template(name, true);
    expect(like.count("aws_iam_role_policy")).toBe(0);
    const roles = Object.values(like.resources("aws_iam_role"));
    const [policy] = roles.flatMap(({ inline_policy: inline = [] }) => inline as { name: string; policy: string }[]);
    const [own] = Object.values(template(name, false).resources("aws_iam_role_policy"));
    expect(policy).toEqual({ name: own?.name, policy: own?.policy });
  });
});

describe("a gateway", () => {
  const rules = (like: Like) =>
    Object.values(template("GatewayTask", like).resources("aws_security_group_rule"))
      .filter(({ type }) => type === "ingress")
      .map(({ from_port: port }) => Number(port))
      .sort((a, b) => a - b);
  const config = (like: Like) => JSON.stringify(meshInit("GatewayTask", like).environment);

  it("leaves its LAN port shut and Envoy untold, like the module", () => {
    expect([rules(true), rules(false)]).toEqual([[443], [443, 8443]]);
    expect([config(true), config(false)].map((text) => text.includes("healthCheckPort"))).toEqual([false, true]);
  });
});

it.each(Object.keys(MADE))("is a switch of a %s: true, false or 'as-stored'", (name) => {
  const refused = ["yes", 1, null, "as_stored"].map((value) => refusalsOf(() => template(name, value as Like)));
  for (const messages of refused) expect(messages).toEqual([expect.stringMatching(/^likeHclModule must be/)]);
});
