import { releaseLine, type Release } from "../../../modules/consul";
import type { StateResource } from "../state";
import { filled, record, text, texts, type Values } from "../values";
import type { ReadBack } from "./read-back";
import { policyArns } from "./roles";
import { readService } from "./service";
import { certificateAuthorities, dataplaneServers, readableSecrets } from "./servers";
import {
  consulEcsConfig,
  container,
  environment,
  readTask,
  required,
  secretArn,
  taskOptions,
  Unreadable,
  type Container,
  type Task,
} from "./task";

export function controller010(resources: readonly StateResource[]): ReadBack {
  const task = readTask(resources);
  const controller = container(task, "consul-ecs-controller");
  const config = consulEcsConfig(controller);
  const { iamRolePath, partitionsEnabled, partition } = record(config.controller);
  const bootstrapTokenSecretArn = secretArn(controller, "CONSUL_HTTP_TOKEN");
  const readable = readableSecrets(required(resources, "aws_iam_policy", "this_execution"));
  const authorities = certificateAuthorities(controller, withoutFirst(readable, bootstrapTokenSecretArn));
  return {
    construct: "AclController",
    release: "0.10",
    likeHclModule: true,
    props: filled({
      ...common(resources, task, controller, "0.10"),
      iamRolePath: differentPath(iamRolePath),
      partition: partitionsEnabled === true ? partition : undefined,
    }),
    servers: filled({ ...dataplaneServers(config, authorities), bootstrapTokenSecretArn }),
    notes: [],
  };
}

export function controller06(resources: readonly StateResource[]): ReadBack {
  const task = readTask(resources);
  const controller = container(task, "consul-acl-controller");
  const command = texts(controller.command);
  const caCertSecretArn = secretArn(controller, "CONSUL_CACERT_PEM");
  return {
    construct: "AclController",
    release: "0.6",
    likeHclModule: true,
    props: filled({
      ...common(resources, task, controller, "0.6"),
      iamRolePath: differentPath(optionOf(command, "-iam-role-path")),
      partition: command.includes("-partitions-enabled") ? optionOf(command, "-partition") : undefined,
    }),
    servers: filled({
      // The module does not ask for it, and no resource says it.
      datacenter: "dc1",
      httpAddress: environment(controller, "CONSUL_HTTP_ADDR"),
      bootstrapTokenSecretArn: secretArn(controller, "CONSUL_HTTP_TOKEN"),
      tls: caCertSecretArn === undefined ? undefined : { enabled: true, caCertSecretArn },
    }),
    notes: [],
  };
}

function common(resources: readonly StateResource[], task: Task, controller: Container, release: Release): Values {
  const { controller: line, consulEcsImage } = releaseLine(release);
  const suffix = `-${line.name}`;
  if (!task.family.endsWith(suffix)) throw new Unreadable(`its family does not end with "${suffix}"`);
  const service = readService(resources, "FARGATE");
  return {
    namePrefix: task.family.slice(0, -suffix.length),
    serviceName: service.values.name === line.name ? undefined : service.values.name,
    ...service.props,
    ...taskOptions(task, controller),
    consulEcsImage: controller.image === consulEcsImage ? undefined : controller.image,
    executionRolePolicyArns: policyArns(resources, "additional_execution_policies"),
  };
}

function differentPath(path: unknown): string | undefined {
  return path === "/consul-ecs/" ? undefined : text(path);
}

function optionOf(command: readonly string[], name: string): string | undefined {
  const index = command.indexOf(name);
  return index < 0 ? undefined : command[index + 1];
}

function withoutFirst(arns: readonly string[], arn: string | undefined): string[] {
  const index = arns.findIndex((each) => each === arn);
  return arns.filter((_, at) => at !== index);
}
