import type { Construct } from "constructs";
import { adopt, adoptResource, forget, MeshTask } from "../../../modules";
import type { AdoptOptions, AdoptResourceOptions } from "../../../modules";
import { APP } from "./containers";
import { entry, type Entry } from "./entry";
import { PLAIN_SERVERS } from "./given";

/** What a call of the module made, in the words of an import. */
const IMPORT_IDS = {
  "aws_ecs_task_definition.this": "arn:aws:ecs:us-east-1:123456789012:task-definition/web:1",
  "aws_iam_role.task": "web-task",
  "aws_iam_role.execution": "web-execution",
  "aws_iam_policy.execution": "arn:aws:iam::123456789012:policy/consul-ecs/web-execution",
  "aws_iam_role_policy_attachment.execution": "web-execution/arn:aws:iam::123456789012:policy/consul-ecs/web-execution",
};

function task(scope: Construct): MeshTask {
  return new MeshTask(scope, "task", {
    release: "0.10",
    servers: PLAIN_SERVERS,
    family: "web",
    port: 9090,
    containers: [APP],
  });
}

export const ADOPTION: readonly Entry[] = [
  entry<{ readonly module: string; readonly options?: AdoptOptions }>({
    name: "adopt",
    make: (scope, { module, options }) => adopt(task(scope), module, options),
    least: () => ({ module: "module.web" }),
    rich: [() => ({ module: 'module.mesh["eu"].module.web[0]', options: { importIds: IMPORT_IDS } })],
  }),
  entry<{ readonly address: string; readonly options?: AdoptResourceOptions }>({
    name: "adoptResource",
    make: (scope, { address, options }) => adoptResource(task(scope), address, options),
    least: () => ({ address: "aws_ecs_task_definition.web" }),
    rich: [() => ({ address: "module.web.aws_ecs_task_definition.web[0]", options: { importId: "web" } })],
  }),
  entry<{ readonly addresses: readonly string[] }>({
    name: "forget",
    make: (scope, { addresses }) => forget(scope, addresses),
    least: () => ({ addresses: ["module.dev.tls_private_key.ca"] }),
    rich: [() => ({ addresses: ["module.dev.tls_private_key.ca[0]", "random_uuid.token"] })],
  }),
];
