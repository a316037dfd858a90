import { execFileSync } from "node:child_process";
import { TerraformVariable, type TerraformStack } from "cdktf";
import { Ec2Capacity, type Ec2CapacityProps } from "../../../../modules/aws/capacity";
import { agentConfig } from "../../../../modules/aws/capacity/user-data";
import { evaluateHcl } from "../../../helpers/evaluate-hcl";
import { evaluateJson } from "../../../helpers/evaluate-template";
import { Template, testStack, type Block } from "../../../helpers/template";

const BASE = { name: "mesh", clusterName: "mesh", vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"] };
const BOUNDARY = "arn:aws:iam::111122223333:policy/boundary";
const KEY = "arn:aws:kms:eu-west-1:111122223333:key/0123";

type Given = Readonly<Record<string, unknown>>;

function capacity(stack: TerraformStack, given: Given = {}): Ec2Capacity {
  return new Ec2Capacity(stack, "capacity", { ...BASE, ...(given as Partial<Ec2CapacityProps>) });
}

function synthesize(given: Given | ((stack: TerraformStack) => Given) = {}): Template {
  return Template.of(testStack((stack) => void capacity(stack, typeof given === "function" ? given(stack) : given)));
}

describe("with nothing but what is required", () => {
  const template = synthesize();

  it("makes what instances need, and nothing for the account", () => {
    expect(template.types).toEqual([
      "aws_autoscaling_group",
      "aws_ecs_capacity_provider",
      "aws_iam_instance_profile",
      "aws_iam_role",
      "aws_iam_role_policy_attachment",
      "aws_launch_template",
      "aws_security_group",
      "aws_security_group_rule",
    ]);
  });

  it("lets ECS scale, drain and protect the instances", () => {
    expect(template.resource("aws_ecs_capacity_provider")).toMatchObject({
      name: "mesh",
      auto_scaling_group_provider: {
        managed_scaling: { status: "ENABLED", target_capacity: 100 },
        managed_draining: "ENABLED",
        managed_termination_protection: "ENABLED",
      },
    });
    const group = template.resource("aws_autoscaling_group");
    expect(group).toMatchObject({
      name: "mesh",
      min_size: 0,
      max_size: 4,
      vpc_zone_identifier: BASE.subnetIds,
      // AWS refuses managed termination protection without it.
      protect_from_scale_in: true,
      force_delete: true,
      tag: [{ key: "AmazonECSManaged", value: "true", propagate_at_launch: true }],
    });
    // ECS decides how many there are.
    expect(group).not.toHaveProperty("desired_capacity");
  });

  it("starts instances of ECS's own image, with IMDSv2 alone, an encrypted disk, and no key", () => {
    const launch = template.resource("aws_launch_template");
    expect(launch).toMatchObject({
      name: "mesh",
      image_id: "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
      instance_type: "t3.medium",
      metadata_options: { http_endpoint: "enabled", http_tokens: "required", http_put_response_hop_limit: 1 },
      block_device_mappings: [
        { device_name: "/dev/xvda", ebs: { encrypted: "true", volume_size: 30, volume_type: "gp3" } },
      ],
    });
    expect(launch).not.toHaveProperty("key_name");
  });

  it("gives instances the role of the ECS agent and Session Manager, and waits for both", () => {
    const attachments = template.resources("aws_iam_role_policy_attachment");
    const policies = Object.values(attachments).map(({ policy_arn }) => String(policy_arn));
    expect(policies.map((arn) => arn.replace(/\$\{data\.aws_partition[^}]*\}/, "aws"))).toEqual([
      "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role",
      "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    ]);
    expect(template.resource<{ depends_on: string[] }>("aws_autoscaling_group").depends_on).toEqual(
      Object.keys(attachments).map((id) => `aws_iam_role_policy_attachment.${id}`),
    );
    const role = template.resource<{ assume_role_policy: string; name: string }>("aws_iam_role");
    expect(role.name).toBe("mesh-instances");
    expect(evaluateJson(role.assume_role_policy)).toMatchObject({
      Statement: [{ Principal: { Service: "ec2.amazonaws.com" } }],
    });
  });

  it("opens no port of the instances", () => {
    expect(template.resource("aws_security_group_rule")).toMatchObject({ type: "egress" });
  });
});

it("tells the agent its cluster, and keeps tasks from the role of the instance", () => {
  expect(configFrom(agentConfig("mesh"))).toEqual([
    "ECS_CLUSTER=mesh",
    expect.stringMatching(/^# /),
    "ECS_AWSVPC_BLOCK_IMDS=true",
    "",
  ]);
});

it.each(["a\nECS_AWSVPC_BLOCK_IMDS=false", "a\nEND\necho x", "$(echo x)", "it's `echo x`"])(
  "makes one setting of a name like %j",
  (name) => {
    const [first, ...others] = configFrom(agentConfig(name));
    expect(first).toBe(`ECS_CLUSTER=${name.replaceAll("\n", "")}`);
    expect(others).toHaveLength(3);
  },
);

/** The lines that the script writes into the file of ECS's agent. */
function configFrom(script: string): string[] {
  return execFileSync("/bin/sh", ["-ec", script.replace(">> /etc/ecs/ecs.config", "")], {
    encoding: "utf8",
  }).split("\n");
}

it("takes the name of the cluster from Terraform", () => {
  const template = synthesize((stack) => ({
    clusterName: new TerraformVariable(stack, "cluster", { type: "string" }).stringValue,
  }));
  const { user_data } = template.resource<{ user_data: string }>("aws_launch_template");
  const encoded = String(evaluateHcl(user_data, { "var.cluster": "it's mine" }));
  expect(configFrom(Buffer.from(encoded, "base64").toString())[0]).toBe("ECS_CLUSTER=it's mine");
});

it.each<[Given, string, Block]>([
  [{ architecture: "arm64" }, "aws_launch_template", { instance_type: "t4g.medium" }],
  [
    { architecture: "arm64" },
    "aws_launch_template",
    { image_id: "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id" },
  ],
  [{ instanceType: "m6i.large" }, "aws_launch_template", { instance_type: "m6i.large" }],
  [{ volumeGib: 100 }, "aws_launch_template", { block_device_mappings: [{ ebs: { volume_size: 100 } }] }],
  [{ kmsKeyArn: KEY }, "aws_launch_template", { block_device_mappings: [{ ebs: { kms_key_id: KEY } }] }],
  [{ minInstances: 2, maxInstances: 2 }, "aws_autoscaling_group", { min_size: 2, max_size: 2 }],
  [
    { targetCapacityPercent: 80 },
    "aws_ecs_capacity_provider",
    { auto_scaling_group_provider: { managed_scaling: { target_capacity: 80 } } },
  ],
  [{ permissionsBoundary: BOUNDARY }, "aws_iam_role", { permissions_boundary: BOUNDARY }],
  [{ tags: { team: "mesh" } }, "aws_ecs_capacity_provider", { tags: { team: "mesh" } }],
  [
    { tags: { team: "mesh" } },
    "aws_launch_template",
    {
      tag_specifications: [
        { resource_type: "instance", tags: { Name: "mesh", team: "mesh" } },
        { resource_type: "volume", tags: { Name: "mesh", team: "mesh" } },
      ],
    },
  ],
])("takes %j", (given, type, expected) => {
  expect(synthesize(given).resource(type)).toMatchObject(expected);
});

it("switches trunking on before the first instance starts, and only when asked", () => {
  const template = synthesize({ eniTrunking: true, instanceType: "m6i.large" });
  expect(template.resource("aws_ecs_account_setting_default")).toMatchObject({
    name: "awsvpcTrunking",
    value: "enabled",
  });
  expect(template.resource<{ depends_on: string[] }>("aws_autoscaling_group").depends_on).toContainEqual(
    expect.stringMatching(/^aws_ecs_account_setting_default\./),
  );
});

it.each([
  ["x86_64", "X86_64"],
  ["arm64", "ARM64"],
])("places tasks of %s with the provider, and with it alone", (architecture, cpuArchitecture) => {
  let placement: unknown;
  Template.of(
    testStack((stack) => {
      ({ placement } = capacity(stack, { architecture }));
    }),
  );
  expect(placement).toMatchObject({
    compatibilities: ["EC2"],
    runtimePlatform: { cpuArchitecture },
    capacityProviderStrategy: [{ weight: 1 }],
  });
});
