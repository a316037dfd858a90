import { EcsService, type EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition, type EcsTaskDefinitionConfig } from "@cdktf/provider-aws/lib/ecs-task-definition";
import type { ITerraformDependable } from "cdktf";
import { dependable } from "cdktf";
import type { Construct } from "constructs";
import type { ContainerDefinition } from "./container-definition";
import type { Precondition } from "./rules";
import { inSameStack } from "./service-options";
import { lifecycleWith } from "./task-options";
import { terraformJson } from "./terraform-json";

/** What a task definition comes to in the end. */
export interface SettledTask {
  readonly containers: readonly ContainerDefinition[];
  readonly preconditions: Precondition[];
}

/**
 * A task definition whose containers are asked for when the stack is written, and not before: until then whatever is
 * connected to the task may still add to them, in any order.
 */
export class LateTaskDefinition extends EcsTaskDefinition {
  private settled?: SettledTask;

  /** @param settle gives the same object again as long as nothing changed */
  constructor(
    scope: Construct,
    id: string,
    config: Omit<EcsTaskDefinitionConfig, "containerDefinitions" | "lifecycle">,
    private readonly settle: () => SettledTask,
  ) {
    super(scope, id, { ...config, containerDefinitions: "" });
  }

  // What Terraform is told is written by one of these two. The first time is the preparation, in which references to
  // other stacks are made, so that those of the containers are among them.
  override toTerraform(): ReturnType<EcsTaskDefinition["toTerraform"]> {
    this.update();
    return super.toTerraform();
  }

  override toHclTerraform(): ReturnType<EcsTaskDefinition["toHclTerraform"]> {
    this.update();
    return super.toHclTerraform();
  }

  private update(): void {
    const settled = this.settle();
    if (settled === this.settled) return;
    this.settled = settled;
    this.containerDefinitions = terraformJson(settled.containers);
    this.lifecycle = lifecycleWith(settled.preconditions);
  }
}

/** What may still be added to an ECS service after it is made. */
export interface SettledService {
  readonly loadBalancer?: EcsServiceConfig["loadBalancer"];
  readonly healthCheckGracePeriodSeconds?: number;
  /** What is in another stack is left out. */
  readonly dependsOn: readonly ITerraformDependable[];
  /** What Terraform must find, beside what was known from the start. @default nothing */
  readonly preconditions?: readonly Precondition[];
}

/** An ECS service whose load balancers, and what it waits for, are asked for when the stack is written. */
export class LateService extends EcsService {
  /** The lifecycle that was known from the start. */
  private readonly own: EcsServiceConfig["lifecycle"];

  constructor(
    scope: Construct,
    id: string,
    config: EcsServiceConfig,
    private readonly settle: () => SettledService,
  ) {
    super(scope, id, config);
    this.own = config.lifecycle;
  }

  override toTerraform(): ReturnType<EcsService["toTerraform"]> {
    this.update();
    return super.toTerraform();
  }

  override toHclTerraform(): ReturnType<EcsService["toHclTerraform"]> {
    this.update();
    return super.toHclTerraform();
  }

  private update(): void {
    const { loadBalancer, healthCheckGracePeriodSeconds, dependsOn, preconditions = [] } = this.settle();
    if (preconditions.length > 0) {
      this.lifecycle = { ...this.own, precondition: [...(this.own?.precondition ?? []), ...preconditions] };
    }
    if (loadBalancer) this.putLoadBalancer(loadBalancer);
    if (healthCheckGracePeriodSeconds !== undefined) this.healthCheckGracePeriodSeconds = healthCheckGracePeriodSeconds;
    const here = inSameStack(this, dependsOn);
    this.dependsOn = here.length > 0 ? here.map((each) => dependable(each)) : undefined;
  }
}
