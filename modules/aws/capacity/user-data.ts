/**
 * What the ECS agent of an instance is told before it starts, in pieces that Terraform joins: the name of the cluster, which
 * may be a token, is one by itself.
 */
export function agentConfig(clusterName: string): string[] {
  return [
    ["#!/bin/sh", "cat >> /etc/ecs/ecs.config <<'END'", "ECS_CLUSTER="].join("\n"),
    clusterName,
    [
      "",
      "# A task must not get at the role of its instance: it has one of its own.",
      "ECS_AWSVPC_BLOCK_IMDS=true",
      "END",
      "",
    ].join("\n"),
  ];
}
