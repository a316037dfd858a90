import { Fn, TerraformVariable, Token, type TerraformStack } from "cdktf";
import { Ec2Capacity } from "../../modules/aws/capacity";
import { Vpc } from "../../modules/aws/network";
import { GatewayTask } from "../../modules/mesh/gateway";
import { MeshTask } from "../../modules/mesh/task";
import { DevServer } from "../../modules/servers/dev";
import { Ec2Servers } from "../../modules/servers/ec2";
import { evaluateHcl } from "../helpers/evaluate-hcl";
import { Template, testStack, type Block } from "../helpers/template";
import { APP, SECURE, servers } from "./mesh/task/given";

type Texts = Record<string, string>;

/** Every form in which cdktf hands out a map that only Terraform knows. */
const FORMS: Record<string, (stack: TerraformStack) => Texts> = {
  "a function": (stack) => Fn.merge([common(stack).value, { team: "mesh" }]) as Texts,
  "a variable": (stack) => common(stack).value as Texts,
  "a map": (stack) => Token.asStringMap(common(stack).value),
};
const COMMON = { team: "mesh", Name: "theirs", "consul.hashicorp.com/mesh": "false" };

function common(stack: TerraformStack): TerraformVariable {
  return new TerraformVariable(stack, "common", { type: "map(string)" });
}

/** What the attributes of a resource are worth, as far as they are made of the variable alone. */
const valueOf = (attribute: unknown): unknown =>
  evaluateHcl(String(attribute), { "var.common": COMMON, "var.family": "web" });

const network = { vpcId: "vpc-0a1b2c3d", subnetIds: ["subnet-0a1b2c3d", "subnet-0a1b2c3e", "subnet-0a1b2c3f"] };
const task = { servers: servers(), family: "web", cpu: 256, memory: 512 };

/** Each construct that takes tags, and the tags of one of its resources. */
const TAGGED: Record<
  string,
  [(stack: TerraformStack, tags: Texts) => unknown, string, (tagged: Block) => unknown, Texts]
> = {
  "MeshTask on 0.10": [
    (stack, tags) => new MeshTask(stack, "it", { release: "0.10", ...task, port: 9090, containers: [APP], tags }),
    "aws_ecs_task_definition",
    ({ tags }) => tags,
    { ...COMMON, "consul.hashicorp.com/mesh": "true", "consul.hashicorp.com/service-name": "web" },
  ],
  "MeshTask on 0.6": [
    (stack, tags) => new MeshTask(stack, "it", { release: "0.6", ...task, port: 9090, containers: [APP], tags }),
    "aws_ecs_task_definition",
    ({ tags }) => tags,
    { ...COMMON, "consul.hashicorp.com/mesh": "true", "consul.hashicorp.com/service-name": "web" },
  ],
  DevServer: [
    (stack, tags) =>
      new DevServer(stack, "it", {
        release: "0.10",
        name: "consul",
        vpcId: network.vpcId,
        subnetIds: network.subnetIds,
        clusterArn: "arn:aws:ecs:us-east-1:123456789012:cluster/mesh",
        tags,
      }),
    "aws_ecs_service",
    ({ tags }) => tags,
    COMMON,
  ],
  Vpc: [
    (stack, tags) => new Vpc(stack, "it", { name: "mine", tags }),
    "aws_vpc",
    ({ tags }) => tags,
    { ...COMMON, Name: "mine" },
  ],
  "the disks of Ec2Capacity": [
    (stack, tags) => new Ec2Capacity(stack, "it", { name: "mine", clusterName: "mesh", ...network, tags }),
    "aws_launch_template",
    ({ tag_specifications }) => (tag_specifications as Block[])[1]?.tags,
    COMMON,
  ],
  "the disks of Ec2Servers": [
    (stack, tags) => new Ec2Servers(stack, "it", { release: "0.10", name: "consul", ...network, tags }),
    "aws_launch_template",
    ({ tag_specifications }) => (tag_specifications as Block[])[0]?.tags,
    { ...COMMON, Name: "consul-root" },
  ],
  "the groups of Ec2Servers": [
    (stack, tags) => new Ec2Servers(stack, "it", { release: "0.10", name: "consul", ...network, tags }),
    "aws_autoscaling_group",
    ({ dynamic }) => (dynamic as { tag: { for_each: string } }).tag.for_each,
    { ...COMMON, Name: "consul-1", "consul-server-count": "3" },
  ],
};

describe.each(Object.entries(FORMS))("%s as tags", (_, form) => {
  test.each(Object.entries(TAGGED))(
    "of %s is merged with what the construct must have",
    (_, [make, type, read, wanted]) => {
      const stack = testStack((scope) => void make(scope, form(scope)));
      const [resource = {}] = Object.values(Template.of(stack).resources(type));
      expect(valueOf(read(resource))).toMatchObject(wanted);
    },
  );
});

test("the tags of a group are blocks that Terraform writes", () => {
  const stack = testStack((scope) => {
    new Ec2Servers(scope, "it", { release: "0.10", name: "consul", ...network, tags: FORMS["a map"]?.(scope) });
  });
  const [group = {}] = Object.values(Template.of(stack).resources("aws_autoscaling_group"));
  expect(group.tag).toBeUndefined();
  expect(group.dynamic).toMatchObject({
    tag: { iterator: "each", content: { key: "${each.key}", value: "${each.value}", propagate_at_launch: true } },
  });
});

test.each(["0.10", "0.6"] as const)("the meta of a gateway on %s may be a token", (release) => {
  const stack = testStack((scope) => {
    const rest = {
      ...task,
      clusterArn: "arn:aws:ecs:us-east-1:123456789012:cluster/mesh",
      subnetIds: network.subnetIds,
      servers: SECURE,
      kind: "mesh-gateway",
      wanFederation: true,
      serviceMeta: Token.asStringMap(common(scope).value),
    } as const;
    if (release === "0.10") new GatewayTask(scope, "it", { release, ...rest });
    else new GatewayTask(scope, "it", { release, ...rest });
  });
  const definition = Template.of(stack).resource("aws_ecs_task_definition");
  const text = String(valueOf(definition.container_definitions));
  expect(text).toContain('\\"consul-wan-federation\\":\\"1\\"');
  expect(text).toContain('\\"team\\":\\"mesh\\"');
});
