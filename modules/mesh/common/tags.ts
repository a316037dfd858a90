import { mergeTags, type Tags } from "../../aws";

/** What a task of the mesh is known by. */
export interface MeshIdentity {
  readonly serviceName: string;
  readonly namespace: string;
  readonly partition: string;
  readonly moduleVersion: string;
}

const PREFIX = "consul.hashicorp.com";

/** Keys of the tags that every task definition of the mesh can have beside the caller's. */
export const OWN_TASK_TAGS = ["mesh", "service-name", "module", "module-version", "partition", "namespace"].map(
  (name) => `${PREFIX}/${name}`,
);

/** Tags of the task definition. The controller finds the tasks of the mesh by them, so they win over the caller's. */
export function taskTags(identity: MeshIdentity, tags?: Tags): Tags {
  const { serviceName, namespace, partition, moduleVersion } = identity;
  return mergeTags(tags, {
    [`${PREFIX}/mesh`]: "true",
    [`${PREFIX}/service-name`]: serviceName,
    [`${PREFIX}/module`]: "terraform-aws-consul-ecs",
    [`${PREFIX}/module-version`]: moduleVersion,
    ...(partition ? { [`${PREFIX}/partition`]: partition } : {}),
    ...(namespace ? { [`${PREFIX}/namespace`]: namespace } : {}),
  });
}

/** Tags of the task role, from which the auth method takes the service's name. IAM's have dots where ECS's have slashes. */
export function taskRoleTags({ serviceName, namespace }: MeshIdentity): Record<string, string> {
  return { [`${PREFIX}.service-name`]: serviceName, [`${PREFIX}.namespace`]: namespace };
}
