import type { StateResource } from "../state";
import { isEmpty, list, record, texts, type Values } from "../values";
import { required } from "./task";

/** What every ECS service of the modules says of itself, but for what differs from its defaults. */
export interface Service {
  readonly values: Values;
  readonly securityGroupIds: readonly string[];
  readonly props: Values;
}

/**
 * @param madeGroup id of a security group that the module makes, and that its construct makes as well
 */
export function readService(
  resources: readonly StateResource[],
  defaultLaunchType: "EC2" | "FARGATE",
  madeGroup?: unknown,
): Service {
  const { values } = required(resources, "aws_ecs_service", "this");
  const network = record(list(values.network_configuration)[0]);
  const securityGroupIds = texts(network.security_groups).filter((id) => id !== madeGroup);
  return {
    values,
    securityGroupIds,
    props: {
      clusterArn: values.cluster,
      subnetIds: texts(network.subnets),
      securityGroupIds: isEmpty(securityGroupIds) ? undefined : securityGroupIds,
      launchType: values.launch_type === defaultLaunchType ? undefined : values.launch_type,
      assignPublicIp: network.assign_public_ip === true ? true : undefined,
    },
  };
}
