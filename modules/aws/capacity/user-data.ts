import { lines, quoteWord } from "../shell";

/** What the ECS agent of an instance is told before it starts. A name stays one setting, whatever it holds. */
export function agentConfig(clusterName: string): string {
  return lines(
    "#!/bin/sh",
    `cluster=$(printf %s ${quoteWord(clusterName)} | tr -d '[:cntrl:]')`,
    "cat >> /etc/ecs/ecs.config <<END",
    "ECS_CLUSTER=$cluster",
    "# A task must not get at the role of its instance: it has one of its own.",
    "ECS_AWSVPC_BLOCK_IMDS=true",
    "END",
    "",
  );
}
