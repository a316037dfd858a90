import { policy, allow, task, service, onlyTls, type Cases } from "../given";

/** For each rule of tasks: stacks that break it, and stacks that keep it. */
export const TASKS: Cases = {
  "plan.1": {
    breaks: [[["aws_ecs_task_definition", {}]], [["aws_ecs_task_definition", { container_definitions: "[{" }]]],
    keeps: [[task({})]],
  },
  "plan.2": {
    breaks: [[["aws_iam_policy", {}]], [["aws_s3_bucket_policy", { policy: "no JSON" }]]],
    keeps: [[["aws_iam_policy", policy(allow("s3:GetObject"))]], [onlyTls("false")]],
  },
  "ECS.2": {
    breaks: [[service({ network_configuration: [{ assign_public_ip: true }] })]],
    keeps: [[service({ network_configuration: [{ assign_public_ip: false }] })], [service({})]],
  },
  "ECS.3": { breaks: [[task({}, { pid_mode: "host" })]], keeps: [[task({}, { pid_mode: "task" })], [task({})]] },
  "ECS.4": { breaks: [[task({ privileged: true })]], keeps: [[task({ privileged: false })], [task({})]] },
  "ECS.5": {
    breaks: [[task({})], [task({ readonlyRootFilesystem: false })]],
    keeps: [[task({ readonlyRootFilesystem: true })]],
  },
  "ECS.8": {
    breaks: [
      [task({ environment: [{ name: "AWS_SECRET_ACCESS_KEY", value: "x" }] })],
      [task({ environment: [{ name: "DB_PASSWORD", value: "x" }] })],
      [task({ environment: [{ name: "CONSUL_HTTP_TOKEN", value: "x" }] })],
    ],
    keeps: [
      [task({ environment: [{ name: "TOKENIZER", value: "x" }] })],
      [task({ environment: [{ name: "CONSUL_HTTP_TOKEN", value: "" }] })],
      [task({ secrets: [{ name: "DB_PASSWORD", valueFrom: "arn:aws:secretsmanager:a" }] })],
    ],
  },
  "ECS.9": {
    breaks: [[task({})], [task({ logConfiguration: {} })]],
    keeps: [[task({ logConfiguration: { logDriver: "awslogs" } })]],
  },
  "ECS.10": {
    breaks: [[service({ platform_version: "1.3.0" })]],
    keeps: [[service({ platform_version: "LATEST" })], [service({ platform_version: "" })], [service({})]],
  },
  "ECS.12": {
    breaks: [
      [["aws_ecs_cluster", {}]],
      [["aws_ecs_cluster", { setting: [{ name: "containerInsights", value: "disabled" }] }]],
    ],
    keeps: ["enabled", "enhanced"].map((value) => [
      ["aws_ecs_cluster", { setting: [{ name: "containerInsights", value }] }],
    ]),
  },
  "ECS.16": {
    breaks: [[["aws_ecs_task_set", { network_configuration: [{ assign_public_ip: true }] }]]],
    keeps: [[["aws_ecs_task_set", {}]]],
  },
  "ECS.17": {
    breaks: [[task({}, { network_mode: "host" })]],
    keeps: [[task({}, { network_mode: "awsvpc" })]],
  },
  "ECS.18": {
    breaks: [
      [task({}, { volume: [{ name: "data", efs_volume_configuration: [{ transit_encryption: "DISABLED" }] }] })],
    ],
    keeps: [
      [task({}, { volume: [{ name: "data", efs_volume_configuration: [{ transit_encryption: "ENABLED" }] }] })],
      [task({}, { volume: [{ name: "scratch" }] })],
    ],
  },
  "ECS.19": {
    breaks: [
      [
        [
          "aws_ecs_capacity_provider",
          { auto_scaling_group_provider: [{ managed_termination_protection: "DISABLED" }] },
        ],
      ],
    ],
    keeps: [
      [["aws_ecs_capacity_provider", { auto_scaling_group_provider: [{ managed_termination_protection: "ENABLED" }] }]],
    ],
  },
  "ECS.20": {
    breaks: [[task({})], [task({ user: "root" })], [task({ user: "0:0" })]],
    keeps: [[task({ user: "100:1000" })], [task({ user: "consul" })], [task({ user: "rooter" })]],
  },
  "mesh.1": {
    breaks: [[service({ enable_execute_command: true })]],
    keeps: [[service({ enable_execute_command: false })], [service({})]],
  },
};
