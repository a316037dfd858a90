import { CloudBackend, LocalBackend, NamedCloudWorkspace, S3Backend, type TerraformStack } from "cdktf";
import type { Backend } from "../environments";

/** Tells Terraform where the state of the stack is kept. */
export function useBackend(stack: TerraformStack, backend: Backend): void {
  const name = stack.node.id;
  switch (backend.type) {
    case "local":
      // Relative to cdktf.out/stacks/<name>, where Terraform runs: cdktf's own default is the absolute path of the
      // machine, which would be in the JSON.
      new LocalBackend(stack, { path: `../../../terraform.${name}.tfstate` });
      return;
    case "s3":
      new S3Backend(stack, {
        bucket: backend.bucket,
        region: backend.region,
        key: backend.key ?? `${name}.tfstate`,
        encrypt: true,
      }).addOverride("use_lockfile", true);
      return;
    case "cloud":
      new CloudBackend(stack, {
        organization: backend.organization,
        hostname: backend.hostname,
        workspaces: new NamedCloudWorkspace(backend.workspace, backend.project),
      });
      return;
  }
}
