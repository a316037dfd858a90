import type { TerraformStack } from "cdktf";
import { DevServer, ServiceMesh, type Release, type ServiceMeshOptions } from "../../../modules";
import type { BroughtAuthority } from "./certificates";
import { Ground } from "./ground";

/** The family of the server of a `secureMesh`, and the secret with its token. */
export function serverOf(name: string) {
  const family = `${name}-consul-server`;
  return { family, tokenSecret: `${family}-bootstrap-token` };
}

/** A mesh with one server, TLS and ACLs. */
export function secureMesh<R extends Release>(
  stack: TerraformStack,
  authority: BroughtAuthority,
  name: string,
  release: R,
  options: ServiceMeshOptions<R> = {},
): { readonly ground: Ground; readonly mesh: ServiceMesh<R> } {
  const ground = new Ground(stack, name, authority);
  const { family } = serverOf(name);
  const servers = new DevServer<Release>(stack, "server", {
    ...ground.serverPlace,
    release,
    name: family,
    acls: true,
    tls: ground.authority,
    deploymentMinimumHealthyPercent: 0,
    deploymentMaximumPercent: 100,
    logConfiguration: ground.logs("consul-server"),
  });
  const mesh = new ServiceMesh<R>(stack, "mesh", {
    ...ground.meshPlace,
    name,
    release,
    servers,
    ...options,
  });
  return { ground, mesh };
}
