import type { ContainerDefinition, LogConfiguration, Rule } from "../../aws";
import type { ConsulServers } from "../consul-servers";

export interface ControllerInput {
  readonly servers: ConsulServers;
  readonly iamRolePath: string;
  /** Admin partition; partitions are on when it is given. */
  readonly partition?: string;
  readonly consulEcsImage: string;
  readonly logConfiguration?: LogConfiguration;
}

export interface ControllerLine {
  /** Name of the ECS service, of the container, and the suffix of the family: one controller per cluster. */
  readonly name: string;
  /** Auth methods that it writes when it starts, and never again. */
  readonly authMethods: readonly string[];
  rules(input: ControllerInput): Rule[];
  container(input: ControllerInput): ContainerDefinition;
  /** ARNs that the execution role must be able to read. */
  secretArns(input: ControllerInput): string[];
}
