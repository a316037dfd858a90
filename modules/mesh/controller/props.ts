import type { HclModuleOptions, LogConfiguration, ServiceOptions, TaskOptions } from "../../aws";
import type { ConsulServers, Release } from "../../consul";
import type { TaskSidecar } from "../common";

/** HCL: the module acl-controller (line 0.6), which line 0.10 calls controller. */
export interface AclControllerProps extends TaskOptions, ServiceOptions, HclModuleOptions {
  /** Release line of Consul on ECS. */
  readonly release: Release;
  /** The Consul servers, with the secret of the bootstrap token. They carry the HCL variables about servers and TLS. */
  readonly servers: ConsulServers;
  /** Prefix of the family and of the roles: letters, digits, hyphens and underscores. HCL: `name_prefix`. */
  readonly namePrefix: string;
  /** ARN of the ECS cluster whose tasks it looks after. HCL: `ecs_cluster_arn`. */
  readonly clusterArn: string;
  /**
   * Name of the ECS service: 1 to 255 letters, digits, hyphens and underscores. Two controllers in one cluster, one per
   * admin partition, need two. The HCL modules cannot say it.
   * @default "consul-ecs-controller" on line 0.10, "consul-acl-controller" on line 0.6
   */
  readonly serviceName?: string;
  /** Ids of subnets, 1 to 16. HCL: `subnets`. */
  readonly subnetIds: readonly string[];
  /** Ids of security groups, 5 at most. HCL: `security_groups`. @default the VPC's default security group */
  readonly securityGroupIds?: readonly string[];
  /** HCL: `consul_ecs_image`. @default that of the release line */
  readonly consulEcsImage?: string;
  /** HCL: `log_configuration`. @default none */
  readonly logConfiguration?: LogConfiguration;
  /** Path of the IAM roles that the auth method trusts: that of the mesh tasks, whose slashes it may lack. HCL: `iam_role_path`. @default "/consul-ecs/" */
  readonly iamRolePath?: string;
  /**
   * Admin partition to look after; turns partitions and namespaces on. Consul Enterprise.
   * HCL: `consul_partitions_enabled = true` and `consul_partition`, which is "default" there. @default partitions are off
   */
  readonly partition?: string;
  /** ARNs of policies for the execution role. HCL: `additional_execution_role_policies`. @default none */
  readonly executionRolePolicyArns?: readonly string[];
  /**
   * Containers that stand in the controller's task, such as what delivers configuration entries. When an essential one
   * ends, the controller is started again with it. The HCL modules cannot say it. @default none
   */
  readonly sidecars?: readonly TaskSidecar[];
  /** Lets an operator in, by `aws ecs execute-command`. The HCL modules always do. @default true */
  readonly executeCommand?: boolean;
}
