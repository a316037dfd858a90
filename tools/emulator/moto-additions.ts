import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * What the emulator lacks or judges in another way than AWS. Python loads a module of this name by itself when it starts.
 *
 * Two operations of EFS that Terraform asks for: automatic backups on and off, and the policy of a file system removed.
 *
 * The condition `aws:SecureTransport` in the policy of a bucket. The emulator knows no values for conditions, and takes a
 * statement whose condition does not hold for one that denies: a bucket that refuses what comes without TLS refuses
 * everything. On AWS such a statement does not apply. The emulator stands for endpoints that Terraform calls by TLS, so
 * here the condition is judged as it would be for such a call, and a statement that denies what comes *by* TLS denies.
 *
 * The user data of a later version of a launch template: the emulator starts no instance from it.
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

try:
    from moto.iam.access_control import IAMPolicyStatement, PermissionResult
except ImportError:
    pass
else:
    judge = IAMPolicyStatement.is_action_permitted

    def is_action_permitted(self, *args, **kwargs):
        conditions = dict(self._statement.get("Condition") or {})
        booleans = dict(conditions.get("Bool") or {})
        wanted = booleans.pop("aws:SecureTransport", None)
        if wanted is None:
            return judge(self, *args, **kwargs)
        if str(wanted).lower() != "true":
            return PermissionResult.NEUTRAL
        others = {**conditions, "Bool": booleans}
        condition = {operator: keys for operator, keys in others.items() if keys}
        return judge(IAMPolicyStatement({**self._statement, "Condition": condition}), *args, **kwargs)

    IAMPolicyStatement.is_action_permitted = is_action_permitted

try:
    from moto.ec2.models.launch_templates import LaunchTemplateVersion
    from moto.ec2.utils import parse_user_data
except ImportError:
    pass
else:
    begin = LaunchTemplateVersion.__init__

    def __init__(self, *args, **kwargs):
        begin(self, *args, **kwargs)
        user_data = self.data.get("UserData")
        if type(user_data) is str:
            self.data["UserData"] = parse_user_data(user_data)

    LaunchTemplateVersion.__init__ = __init__
`;

/** Has the Python that runs the emulator load what it lacks. */
export function motoAdditions(): { readonly env: Readonly<Record<string, string>>; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "moto-additions-"));
  writeFileSync(join(folder, "sitecustomize.py"), SITE_CUSTOMIZE);
  return { env: { PYTHONPATH: folder }, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
