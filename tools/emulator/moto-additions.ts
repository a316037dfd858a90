import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Two operations of EFS that Terraform asks for and the emulator lacks: automatic backups on and off, and the policy of a
 * file system removed. Python loads a module of this name by itself when it starts.
 */
const SITE_CUSTOMIZE = `
import json

try:
    from moto.efs.responses import EFSResponse
except ImportError:
    pass
else:
    JSON = {"Content-Type": "application/json"}

    def file_system(response):
        return response.efs_backend.file_systems_by_id[response._get_param("FileSystemId")]

    def answer(status):
        return json.dumps({"BackupPolicy": {"Status": status}}), JSON

    def put_backup_policy(self):
        policy = self._get_param("BackupPolicy")
        file_system(self)._backup = policy["Status"] == "ENABLED"
        return answer(policy["Status"])

    def describe_backup_policy(self):
        return answer("ENABLED" if file_system(self)._backup else "DISABLED")

    def delete_file_system_policy(self):
        file_system(self).file_system_policy = None
        return "", JSON

    for addition in (put_backup_policy, describe_backup_policy, delete_file_system_policy):
        setattr(EFSResponse, addition.__name__, addition)
`;

/** Has the Python that runs the emulator load what it lacks. */
export function motoAdditions(): { readonly env: Readonly<Record<string, string>>; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "moto-additions-"));
  writeFileSync(join(folder, "sitecustomize.py"), SITE_CUSTOMIZE);
  return { env: { PYTHONPATH: folder }, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
