/** What the ECS agent of an instance is told before it starts, line by line: Terraform joins them. */
export function agentConfig(clusterName: string): string[] {
  return [
    "#!/bin/sh",
    "cat >> /etc/ecs/ecs.config <<'END'",
    `ECS_CLUSTER=${clusterName}`,
    "# A task must not get at the role of its instance: it has one of its own.",
    "ECS_AWSVPC_BLOCK_IMDS=true",
    "END",
    "",
  ];
}
