import type { ITerraformDependable } from "cdktf";
import type { Peer } from "../security-group";

/**
 * Where an ECS service registers its tasks so that a load balancer finds them: `HttpLoadBalancer`, one of its further
 * targets, or a target group of one's own behind any balancer.
 *
 * As a `Peer` it says who must reach the tasks: the security group of the balancer, or the addresses from which it calls.
 */
export interface ServiceTarget extends Peer {
  /** ARN of the target group. It takes addresses (`target_type = "ip"`), because tasks of the mesh have their own. */
  readonly targetGroupArn: string;
  /** Port of the container that answers. @default the service's own */
  readonly containerPort?: number;
  /** Port on which callers find the service, for those who show it. @default not known */
  readonly entrancePort?: number;
  /**
   * Has the balancer wait for so many seconds for the calls of a task that goes, unless it was told a time of its own.
   * A service says it when it is exposed. @default nobody is told
   */
  readonly drain?: (seconds: number) => void;
  /** What the ECS service must wait for: ECS refuses a target group that no listener forwards to. @default nothing */
  readonly dependsOn?: readonly ITerraformDependable[];
}
