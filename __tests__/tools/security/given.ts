import { PlannedStack, type PlannedResource } from "../../../tools/security";

type Given = readonly [type: string, values: object];

/** A stack of resources. Each is named after its place. */
export function stackOf(...resources: readonly Given[]): PlannedStack {
  return new PlannedStack(
    resources.map(([type, values], index): PlannedResource => ({
      address: `${type}.r${index}`,
      type,
      values: { ...values },
    })),
  );
}

const policy = (...Statement: object[]) => ({ policy: { Version: "2012-10-17", Statement } });
const allow = (Action: string | string[], Resource: string | string[] = "arn:aws:s3:::a/*") => ({
  Effect: "Allow",
  Action,
  Resource,
});

const task = (container: object, more: object = {}): Given => [
  "aws_ecs_task_definition",
  { container_definitions: [{ name: "app", ...container }], ...more },
];
const service = (more: object): Given => ["aws_ecs_service", more];
const group = (rule: object): Given => ["aws_security_group", { ingress: [{ protocol: "tcp", ...rule }] }];
const from = (port: number, ...cidr_blocks: string[]): Given =>
  group({ from_port: port, to_port: port, cidr_blocks: cidr_blocks.length > 0 ? cidr_blocks : ["0.0.0.0/0"] });
const vpc: Given = ["aws_vpc", { id: "vpc-1" }];
const bucket: Given = ["aws_s3_bucket", { id: "b", bucket: "b" }];
const fileSystem: Given = ["aws_efs_file_system", { id: "fs-1", encrypted: true, kms_key_id: "arn:aws:kms:key" }];
const onlyTls = (value: string, Effect = "Deny", Principal: unknown = "*"): Given => [
  "aws_s3_bucket_policy",
  {
    bucket: "b",
    ...policy({ Effect, Principal, Action: "s3:*", Condition: { Bool: { "aws:SecureTransport": value } } }),
  },
];
const closed = {
  bucket: "b",
  block_public_acls: true,
  block_public_policy: true,
  ignore_public_acls: true,
  restrict_public_buckets: true,
};
const template = (more: object): Given => ["aws_launch_template", more];
const autoscaling = (more: object): Given => ["aws_autoscaling_group", more];
const lb = (more: object): Given => ["aws_lb", { load_balancer_type: "application", ...more }];
const listener = (more: object): Given => [
  "aws_lb_listener",
  { port: 80, default_action: [{ type: "forward" }], ...more },
];
const TLS13 = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/** For each rule, stacks that break it, and stacks that keep it. */
export const CASES: Readonly<Record<string, { breaks: readonly Given[][]; keeps: readonly Given[][] }>> = {
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
  "EC2.2": {
    breaks: [
      [vpc],
      [vpc, ["aws_default_security_group", { vpc_id: "vpc-2", ingress: [], egress: [] }]],
      [vpc, ["aws_default_security_group", { vpc_id: "vpc-1", ingress: [], egress: [{ from_port: 0 }] }]],
    ],
    keeps: [[vpc, ["aws_default_security_group", { vpc_id: "vpc-1", ingress: [], egress: [] }]]],
  },
  "EC2.3": {
    breaks: [[["aws_ebs_volume", {}]], [["aws_ebs_volume", { encrypted: false }]]],
    keeps: [[["aws_ebs_volume", { encrypted: true }]]],
  },
  "EC2.6": {
    breaks: [[vpc], [vpc, ["aws_flow_log", { vpc_id: "vpc-2" }]]],
    keeps: [[vpc, ["aws_flow_log", { vpc_id: "vpc-1" }]]],
  },
  "EC2.8": {
    breaks: [[["aws_instance", {}]], [["aws_instance", { metadata_options: [{ http_tokens: "optional" }] }]]],
    keeps: [[["aws_instance", { metadata_options: [{ http_tokens: "required" }] }]]],
  },
  "EC2.9": {
    breaks: [[["aws_instance", { associate_public_ip_address: true }]]],
    keeps: [[["aws_instance", { associate_public_ip_address: false }]]],
  },
  "EC2.10": {
    breaks: [
      [vpc],
      [vpc, ["aws_vpc_endpoint", { vpc_id: "vpc-1", service_name: "com.amazonaws.us-east-1.ec2messages" }]],
    ],
    keeps: [[vpc, ["aws_vpc_endpoint", { vpc_id: "vpc-1", service_name: "com.amazonaws.us-east-1.ec2" }]]],
  },
  "EC2.15": {
    breaks: [[["aws_subnet", { map_public_ip_on_launch: true }]]],
    keeps: [[["aws_subnet", { map_public_ip_on_launch: false }]]],
  },
  "EC2.18": {
    breaks: [
      [from(9090)],
      [group({ from_port: 80, to_port: 443, cidr_blocks: ["0.0.0.0/0"] })],
      [group({ protocol: "-1", from_port: 0, to_port: 0, ipv6_cidr_blocks: ["::/0"] })],
      [
        [
          "aws_vpc_security_group_ingress_rule",
          { ip_protocol: "tcp", from_port: 1, to_port: 1, cidr_ipv4: "0.0.0.0/0" },
        ],
      ],
      [
        [
          "aws_security_group_rule",
          { type: "ingress", protocol: "tcp", from_port: 1, to_port: 1, cidr_blocks: ["0.0.0.0/0"] },
        ],
      ],
    ],
    keeps: [
      [from(443)],
      [from(9090, "10.0.0.0/8")],
      [["aws_security_group_rule", { type: "egress", protocol: "-1", cidr_blocks: ["0.0.0.0/0"] }]],
    ],
  },
  "EC2.19": {
    breaks: [[from(3306)], [group({ from_port: 0, to_port: 1000, cidr_blocks: ["0.0.0.0/0"] })]],
    keeps: [[from(9090)], [from(3306, "10.0.0.0/8")]],
  },
  "EC2.25": {
    breaks: [[template({ network_interfaces: [{ associate_public_ip_address: "true" }] })]],
    keeps: [[template({ network_interfaces: [{ associate_public_ip_address: "false" }] })], [template({})]],
  },
  "EC2.53": { breaks: [[from(22)], [from(3389, "::/0")]], keeps: [[from(22, "203.0.113.7/32")], [from(23)]] },
  "EC2.170": {
    breaks: [[template({})], [template({ metadata_options: [{ http_tokens: "optional" }] })]],
    keeps: [[template({ metadata_options: [{ http_tokens: "required" }] })]],
  },
  "EC2.181": {
    breaks: [[template({ block_device_mappings: [{ device_name: "/dev/xvda", ebs: [{ encrypted: "" }] }] })]],
    keeps: [[template({ block_device_mappings: [{ device_name: "/dev/xvda", ebs: [{ encrypted: "true" }] }] })]],
  },
  "ELB.1": {
    breaks: [[listener({ protocol: "HTTP" })]],
    keeps: [
      [listener({ protocol: "HTTP", default_action: [{ type: "redirect", redirect: [{ protocol: "HTTPS" }] }] })],
      [listener({ protocol: "HTTPS" })],
    ],
  },
  "ELB.4": {
    breaks: [[lb({})], [lb({ drop_invalid_header_fields: false })]],
    keeps: [[lb({ drop_invalid_header_fields: true })], [lb({ load_balancer_type: "network" })]],
  },
  "ELB.5": {
    breaks: [[lb({ access_logs: [{ enabled: false }] })], [lb({})]],
    keeps: [[lb({ access_logs: [{ enabled: true }] })]],
  },
  "ELB.6": { breaks: [[lb({})]], keeps: [[lb({ enable_deletion_protection: true })]] },
  "ELB.12": {
    breaks: [[lb({ desync_mitigation_mode: "monitor" })]],
    keeps: [[lb({ desync_mitigation_mode: "defensive" })], [lb({})]],
  },
  "ELB.13": { breaks: [[lb({ subnets: ["a"] })]], keeps: [[lb({ subnets: ["a", "b"] })]] },
  "ELB.17": {
    breaks: [[listener({ protocol: "HTTPS", ssl_policy: "ELBSecurityPolicy-2016-08" })]],
    keeps: [[listener({ protocol: "TLS", ssl_policy: TLS13 })], [listener({ protocol: "HTTP", ssl_policy: "" })]],
  },
  "ELB.18": {
    breaks: [[listener({ protocol: "HTTP" })], [listener({ protocol: "TCP" })]],
    keeps: [[listener({ protocol: "HTTPS" })], [listener({ protocol: "TLS" })]],
  },
  "AutoScaling.1": {
    breaks: [[autoscaling({ target_group_arns: ["arn"], health_check_type: "EC2" })]],
    keeps: [
      [autoscaling({ target_group_arns: ["arn"], health_check_type: "ELB" })],
      [autoscaling({ target_group_arns: [], health_check_type: "EC2" })],
    ],
  },
  "AutoScaling.2": {
    breaks: [[autoscaling({ availability_zones: ["a"], vpc_zone_identifier: ["s"] })]],
    keeps: [[autoscaling({ vpc_zone_identifier: ["s", "t"] })]],
  },
  "AutoScaling.6": {
    breaks: [[autoscaling({ mixed_instances_policy: [] })]],
    keeps: [[autoscaling({ mixed_instances_policy: [{}] })]],
  },
  "AutoScaling.9": {
    breaks: [[autoscaling({ launch_configuration: "lc" })]],
    keeps: [[autoscaling({ launch_template: [{ id: "lt" }] })], [autoscaling({ mixed_instances_policy: [{}] })]],
  },
  "S3.5": {
    breaks: [
      [bucket],
      [bucket, onlyTls("true")],
      [bucket, onlyTls("false", "Allow")],
      [bucket, onlyTls("false", "Deny", { AWS: "arn:aws:iam::123456789012:root" })],
    ],
    keeps: [
      [bucket, onlyTls("false")],
      [bucket, onlyTls("false", "Deny", { AWS: "*" })],
    ],
  },
  "S3.6": {
    breaks: [
      [["aws_s3_bucket_policy", policy({ ...allow("s3:PutBucketPolicy"), Principal: { AWS: "123456789012" } })]],
    ],
    keeps: [[["aws_s3_bucket_policy", policy({ ...allow("s3:GetObject"), Principal: { AWS: "123456789012" } })]]],
  },
  "S3.8": {
    breaks: [[bucket], [bucket, ["aws_s3_bucket_public_access_block", { ...closed, block_public_policy: false }]]],
    keeps: [[bucket, ["aws_s3_bucket_public_access_block", closed]]],
  },
  "S3.9": { breaks: [[bucket]], keeps: [[bucket, ["aws_s3_bucket_logging", { bucket: "b" }]]] },
  "S3.12": { breaks: [[bucket, ["aws_s3_bucket_acl", { bucket: "b" }]]], keeps: [[bucket]] },
  "S3.13": {
    breaks: [
      [bucket],
      [bucket, ["aws_s3_bucket_lifecycle_configuration", { bucket: "b", rule: [{ status: "Disabled" }] }]],
    ],
    keeps: [[bucket, ["aws_s3_bucket_lifecycle_configuration", { bucket: "b", rule: [{ status: "Enabled" }] }]]],
  },
  "EFS.1": {
    breaks: [[["aws_efs_file_system", { encrypted: false }]]],
    keeps: [[fileSystem], [["aws_efs_file_system", { encrypted: true, kms_key_id: "" }]]],
  },
  "EFS.3": {
    breaks: [[["aws_efs_access_point", {}]], [["aws_efs_access_point", { root_directory: [{ path: "/" }] }]]],
    keeps: [[["aws_efs_access_point", { root_directory: [{ path: "/data" }] }]]],
  },
  "EFS.4": {
    breaks: [[["aws_efs_access_point", { posix_user: [] }]]],
    keeps: [[["aws_efs_access_point", { posix_user: [{ uid: 100 }] }]]],
  },
  "EFS.6": {
    breaks: [
      [
        ["aws_efs_mount_target", { subnet_id: "s" }],
        ["aws_subnet", { id: "s", map_public_ip_on_launch: true }],
      ],
    ],
    keeps: [
      [
        ["aws_efs_mount_target", { subnet_id: "s" }],
        ["aws_subnet", { id: "t", map_public_ip_on_launch: true }],
      ],
    ],
  },
  "EFS.7": {
    breaks: [
      [fileSystem],
      [fileSystem, ["aws_efs_backup_policy", { file_system_id: "fs-1", backup_policy: [{ status: "DISABLED" }] }]],
    ],
    keeps: [
      [fileSystem, ["aws_efs_backup_policy", { file_system_id: "fs-1", backup_policy: [{ status: "ENABLED" }] }]],
    ],
  },
  "EFS.8": { breaks: [[["aws_efs_file_system", {}]]], keeps: [[fileSystem]] },
  "IAM.1": {
    breaks: [[["aws_iam_policy", policy(allow("*", "*"))]], [["aws_iam_role_policy", policy(allow(["*"], ["*"]))]]],
    keeps: [[["aws_iam_policy", policy(allow("s3:GetObject", "*"))]]],
  },
  "IAM.21": {
    breaks: [[["aws_iam_policy", policy(allow("s3:*"))]]],
    keeps: [[["aws_iam_policy", policy(allow("s3:Get*"))]]],
  },
  "KMS.1": {
    breaks: [
      [["aws_iam_policy", policy(allow("kms:Decrypt", "*"))]],
      [["aws_iam_policy", policy(allow("kms:*", "arn:aws:kms:us-east-1:123456789012:key/*"))]],
    ],
    keeps: [[["aws_iam_policy", policy(allow("kms:Decrypt", "arn:aws:kms:us-east-1:123456789012:key/1a"))]]],
  },
  "KMS.2": {
    breaks: [[["aws_iam_role_policy", policy(allow("kms:Decrypt", "*"))]]],
    keeps: [[["aws_iam_role_policy", policy({ ...allow("kms:Decrypt", "*"), Effect: "Deny" })]]],
  },
  "SecretsManager.1": {
    breaks: [[["aws_secretsmanager_secret", { id: "s" }]]],
    keeps: [
      [
        ["aws_secretsmanager_secret", { id: "s" }],
        ["aws_secretsmanager_secret_rotation", { secret_id: "s" }],
      ],
    ],
  },
  "mesh.2": {
    breaks: [
      [["aws_iam_policy", policy(allow(["logs:CreateLogStream", "logs:PutLogEvents"], ["*"]))]],
      [["aws_iam_role_policy", policy(allow("logs:PutLogEvents", "arn:aws:logs:*:*:log-group:*"))]],
    ],
    keeps: [
      [["aws_iam_policy", policy(allow("logs:PutLogEvents", "arn:aws:logs:*:*:log-group:mesh:*"))]],
      [["aws_iam_policy", policy(allow("logs:DescribeLogGroups", "*"))]],
    ],
  },
  "CloudWatch.15": {
    breaks: [[["aws_cloudwatch_metric_alarm", { alarm_actions: [] }]]],
    keeps: [[["aws_cloudwatch_metric_alarm", { alarm_actions: ["arn:aws:sns:a"] }]]],
  },
  "CloudWatch.16": {
    breaks: [[["aws_cloudwatch_log_group", { retention_in_days: 180 }]]],
    keeps: [[["aws_cloudwatch_log_group", { retention_in_days: 365 }]], [["aws_cloudwatch_log_group", {}]]],
  },
  "mesh.3": {
    breaks: [[["aws_cloudwatch_log_group", { retention_in_days: 0 }]], [["aws_cloudwatch_log_group", {}]]],
    keeps: [[["aws_cloudwatch_log_group", { retention_in_days: 1 }]]],
  },
  "CloudWatch.17": {
    breaks: [[["aws_cloudwatch_metric_alarm", { actions_enabled: false }]]],
    keeps: [[["aws_cloudwatch_metric_alarm", { actions_enabled: true }]]],
  },
};
