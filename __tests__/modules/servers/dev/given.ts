import type { TerraformStack } from "cdktf";
import { DevServer, type DevServerProps } from "../../../../modules/servers/dev";
import { evaluateJson } from "../../../helpers/evaluate-template";
import { Template, testStack } from "../../../helpers/template";

export const ARN = "arn:aws:secretsmanager:us-east-1:111122223333:secret:";
export const TLS = { caCertSecretArn: `${ARN}ca-cert`, caKeySecretArn: `${ARN}ca-key` };
export const LOAD_BALANCER = { subnetIds: ["subnet-8", "subnet-9"], ingressCidrBlocks: ["203.0.113.7/32"] };

/** What every server needs. */
export const BASE = {
  release: "0.10",
  clusterArn: "arn:aws:ecs:us-east-1:111122223333:cluster/mesh",
  vpcId: "vpc-1",
  subnetIds: ["subnet-1", "subnet-2"],
};

/** Props that the compiler has not seen: rules are for those, too. */
export type Given = Readonly<Record<string, unknown>>;

export function devServer(stack: TerraformStack, given: Given = {}, id = "server"): DevServer {
  return new DevServer(stack, id, { ...BASE, ...given } as unknown as DevServerProps);
}

/** A stack with one server; tokens among its props are made in the same stack. */
export function synthesize(given: Given | ((stack: TerraformStack) => Given) = {}): Template {
  return Template.of(testStack((stack) => void devServer(stack, typeof given === "function" ? given(stack) : given)));
}

export interface Policy {
  readonly Statement: readonly { readonly Action: readonly string[]; readonly Resource: readonly string[] }[];
}

/** What the execution role may do: each statement as its first action and its resources. */
export function execution(template: Template): unknown[] {
  const { policy } = template.resource<{ policy: string }>("aws_iam_policy");
  return (evaluateJson(policy) as Policy).Statement.map(({ Action, Resource }) => [Action[0], ...Resource]);
}
