import { PlannedStack, type PlannedResource } from "../../../tools/security";

export type Given = readonly [type: string, values: object];

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

export const policy = (...Statement: object[]) => ({ policy: { Version: "2012-10-17", Statement } });
export const allow = (Action: string | string[], Resource: string | string[] = "arn:aws:s3:::a/*") => ({
  Effect: "Allow",
  Action,
  Resource,
});

export const task = (container: object, more: object = {}): Given => [
  "aws_ecs_task_definition",
  { container_definitions: [{ name: "app", ...container }], ...more },
];
export const service = (more: object): Given => ["aws_ecs_service", more];
export const group = (rule: object): Given => ["aws_security_group", { ingress: [{ protocol: "tcp", ...rule }] }];
export const from = (port: number, ...cidr_blocks: string[]): Given =>
  group({ from_port: port, to_port: port, cidr_blocks: cidr_blocks.length > 0 ? cidr_blocks : ["0.0.0.0/0"] });
export const vpc: Given = ["aws_vpc", { id: "vpc-1" }];
export const bucket: Given = ["aws_s3_bucket", { id: "b", bucket: "b" }];
export const fileSystem: Given = [
  "aws_efs_file_system",
  { id: "fs-1", encrypted: true, kms_key_id: "arn:aws:kms:key" },
];
export const onlyTls = (value: string, Effect = "Deny", Principal: unknown = "*"): Given => [
  "aws_s3_bucket_policy",
  {
    bucket: "b",
    ...policy({ Effect, Principal, Action: "s3:*", Condition: { Bool: { "aws:SecureTransport": value } } }),
  },
];
export const closed = {
  bucket: "b",
  block_public_acls: true,
  block_public_policy: true,
  ignore_public_acls: true,
  restrict_public_buckets: true,
};
export const template = (more: object): Given => ["aws_launch_template", more];
export const autoscaling = (more: object): Given => ["aws_autoscaling_group", more];
export const lb = (more: object): Given => ["aws_lb", { load_balancer_type: "application", ...more }];
export const listener = (more: object): Given => [
  "aws_lb_listener",
  { port: 80, default_action: [{ type: "forward" }], ...more },
];
export const TLS13 = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/** For each rule, stacks that break it, and stacks that keep it. */
export type Cases = Readonly<
  Record<string, { readonly breaks: readonly Given[][]; readonly keeps: readonly Given[][] }>
>;
