import type { TerraformStack } from "cdktf";
import { ServerCluster, type ServerClusterProps } from "../../../../modules/servers/cluster";
import { Template, testStack } from "../../../helpers/template";
import { BASE, type Given } from "../dev/given";

export const CLUSTER = { ...BASE, serverCount: 3, subnetIds: ["subnet-1", "subnet-2", "subnet-3"] };

export function serverCluster(stack: TerraformStack, given: Given = {}): ServerCluster {
  return new ServerCluster(stack, "servers", { ...CLUSTER, ...given } as unknown as ServerClusterProps);
}

export function synthesize(given: Given | ((stack: TerraformStack) => Given) = {}): Template {
  return Template.of(
    testStack((stack) => void serverCluster(stack, typeof given === "function" ? given(stack) : given)),
  );
}

/** The resources of a type by the number of their server, which is in their ids. */
export function perServer<T>(template: Template, type: string): Record<number, T & { readonly id: string }> {
  const numbered = Object.entries(template.resources(type)).flatMap(([id, block]) => {
    const [, number] = /server-(\d)/.exec(id) ?? [];
    return number === undefined ? [] : [[Number(number), { ...block, id } as T & { readonly id: string }] as const];
  });
  return Object.fromEntries(numbered);
}

export interface Service {
  readonly name: string;
  readonly depends_on: readonly string[];
  readonly network_configuration: { readonly subnets: readonly string[] };
  readonly service_registries: { readonly registry_arn: string };
  readonly load_balancer?: readonly { readonly target_group_arn: string }[];
}

interface Task {
  readonly family: string;
  readonly volume: readonly { readonly name: string; readonly efs_volume_configuration?: object }[];
}

export const services = (template: Template) => perServer<Service>(template, "aws_ecs_service");
export const tasks = (template: Template) => perServer<Task>(template, "aws_ecs_task_definition");
