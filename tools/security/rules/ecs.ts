import { blocks, isOn, texts, type Values } from "../plan";
import { rule } from "./rule";

const TASK = "aws_ecs_task_definition";
const SERVICE = "aws_ecs_service";

/** Names under which AWS and programs look for what nobody should read in a task definition. */
const SECRET_NAMES =
  /^(AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY|ECS_ENGINE_AUTH_DATA)$|(PASSWORD|SECRET|TOKEN|PRIVATE_KEY|API_KEY|CAKEY|GOSSIP_ENCRYPTION_KEY)$/;

/** Names of the containers of which something is true. */
function containers(values: Values, isWrong: (container: Values) => boolean): string[] {
  return blocks(values.container_definitions)
    .filter(isWrong)
    .map(({ name }) => String(name));
}

const hasPublicAddress = (values: Values): boolean =>
  blocks(values.network_configuration).some(({ assign_public_ip }) => isOn(assign_public_ip));

export const ECS = [
  rule("ECS.2", "Services do not give their tasks public addresses", SERVICE, hasPublicAddress),
  rule("ECS.3", "Tasks do not share the host's processes", TASK, ({ pid_mode }) => pid_mode === "host"),
  rule("ECS.4", "Containers are not privileged", TASK, (values) =>
    containers(values, ({ privileged }) => privileged === true),
  ),
  rule("ECS.5", "Containers cannot write to their root file systems", TASK, (values) =>
    containers(values, ({ readonlyRootFilesystem }) => readonlyRootFilesystem !== true),
  ),
  rule("ECS.8", "No secret is passed in the environment of a container", TASK, (values) =>
    blocks(values.container_definitions).flatMap(({ name, environment }) =>
      blocks(environment)
        .filter((variable) => SECRET_NAMES.test(String(variable.name)) && variable.value !== "")
        .map((variable) => `${String(name)}: ${String(variable.name)}`),
    ),
  ),
  rule("ECS.9", "Containers write logs", TASK, (values) =>
    containers(values, ({ logConfiguration }) => blocks(logConfiguration).every(({ logDriver }) => !logDriver)),
  ),
  rule("ECS.10", "Services on Fargate run on its latest platform", SERVICE, ({ platform_version }) =>
    texts(platform_version).filter((version) => version !== "" && version !== "LATEST"),
  ),
  rule(
    "ECS.12",
    "Clusters have Container Insights",
    "aws_ecs_cluster",
    ({ setting }) => !blocks(setting).some(({ name, value }) => name === "containerInsights" && isInsight(value)),
  ),
  rule("ECS.16", "Task sets do not give their tasks public addresses", "aws_ecs_task_set", hasPublicAddress),
  rule("ECS.17", "Tasks do not use the host's network", TASK, ({ network_mode }) => network_mode === "host"),
  rule("ECS.18", "File systems (EFS) are mounted with encryption in transit", TASK, ({ volume }) =>
    blocks(volume)
      .filter(({ efs_volume_configuration }) =>
        blocks(efs_volume_configuration).some(({ transit_encryption }) => !isOn(transit_encryption)),
      )
      .map(({ name }) => String(name)),
  ),
  rule(
    "ECS.19",
    "Capacity providers protect instances with tasks from being scaled in",
    "aws_ecs_capacity_provider",
    ({ auto_scaling_group_provider }) =>
      blocks(auto_scaling_group_provider).some(
        ({ managed_termination_protection }) => !isOn(managed_termination_protection),
      ),
  ),
  rule("ECS.20", "Containers say that they run as a user other than root", TASK, (values) =>
    containers(values, ({ user }) => typeof user !== "string" || /^(|root|0)(:|$)/.test(user)),
  ),
  rule("mesh.1", "Operators are not let into tasks (ECS Exec)", SERVICE, ({ enable_execute_command }) =>
    isOn(enable_execute_command),
  ),
];

function isInsight(value: unknown): boolean {
  return value === "enabled" || value === "enhanced";
}
