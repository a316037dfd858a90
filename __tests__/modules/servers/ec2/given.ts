import type { TerraformStack } from "cdktf";
import { Ec2Servers, type Ec2ServersProps } from "../../../../modules/servers/ec2";
import { evaluateTemplate } from "../../../helpers/evaluate-template";
import { Template, testStack } from "../../../helpers/template";

export const secretArn = (name: string): string =>
  `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}-a1b2c3`;

export const TLS = { caCertSecretArn: secretArn("ca-cert"), caKeySecretArn: secretArn("ca-key") };

export const GIVEN: Ec2ServersProps = {
  release: "0.10",
  name: "consul",
  vpcId: "vpc-0a1b2c3d",
  subnetIds: ["subnet-a", "subnet-b", "subnet-c"],
};

export function make(change: Partial<Ec2ServersProps> = {}, stack: TerraformStack = testStack()) {
  return new Ec2Servers(stack, "server", { ...GIVEN, ...change });
}

export function synthesize(change: Partial<Ec2ServersProps> = {}): Template {
  return Template.of(testStack((stack) => void make(change, stack)));
}

export type Resource = Readonly<Record<string, unknown>>;

export const list = (template: Template, type: string) => Object.values(template.resources(type)) as Resource[];

export const userDataOf = (template: Template) => evaluateTemplate(String(Object.values(template.locals)[0]));

/** The autoscaling groups, in the order of their names. */
export const groups = (template: Template) =>
  list(template, "aws_autoscaling_group").sort((a, b) => String(a.name).localeCompare(String(b.name)));
