import type { EcsServiceServiceRegistries } from "@cdktf/provider-aws/lib/ecs-service";
import {
  arn,
  unlessAttribute,
  mandatory,
  notTogether,
  portNumber,
  requires,
  object,
  text,
  type Check,
  type Rule,
} from "../../aws";

/** A registry of Cloud Map, field by field. */
export function serviceRegistry(): Check {
  return object<EcsServiceServiceRegistries>({
    registryArn: mandatory(
      unlessAttribute(
        arn("servicediscovery", {
          resource: "service/",
          rule: "must be the ARN of a service of Cloud Map",
        }),
      ),
    ),
    port: portNumber(),
    containerName: text(),
    containerPort: portNumber(),
  });
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRegistry.html */
export function registryRules(registry: EcsServiceServiceRegistries | undefined): Rule[] {
  const { port, containerName, containerPort } = registry ?? {};
  return [
    ...notTogether(
      { "serviceRegistry.port": port, containerPort },
      undefined,
      "Give the port, or containerName and containerPort.",
    ),
    ...requires({ "serviceRegistry.containerName": containerName }, { containerPort }),
    ...requires({ "serviceRegistry.containerPort": containerPort }, { containerName }),
  ];
}
