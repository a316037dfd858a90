/** What a task of the mesh is known by. */
export interface MeshIdentity {
  readonly serviceName: string;
  readonly namespace: string;
  readonly partition: string;
  readonly moduleVersion: string;
}

/** Tags of the task definition. The controller finds the tasks of the mesh by them, so they win over the caller's. */
export function taskTags(identity: MeshIdentity, tags: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { serviceName, namespace, partition, moduleVersion } = identity;
  return {
    ...tags,
    "consul.hashicorp.com/mesh": "true",
    "consul.hashicorp.com/service-name": serviceName,
    "consul.hashicorp.com/module": "terraform-aws-consul-ecs",
    "consul.hashicorp.com/module-version": moduleVersion,
    ...(partition ? { "consul.hashicorp.com/partition": partition } : {}),
    ...(namespace ? { "consul.hashicorp.com/namespace": namespace } : {}),
  };
}

/** Tags of the task role, from which the auth method takes the service's name. IAM's have dots where ECS's have slashes. */
export function taskRoleTags({ serviceName, namespace }: MeshIdentity): Record<string, string> {
  return { "consul.hashicorp.com.service-name": serviceName, "consul.hashicorp.com.namespace": namespace };
}
