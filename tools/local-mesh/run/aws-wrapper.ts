import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { shellLines } from "../../emulator";
import { CONTROL_PATH } from "../front";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Writes a program `aws` into a folder, for whom this environment names: it runs `aws ecs execute-command` in the local
 * mesh, and hands everything else to AWS's own CLI. So commands that are meant for AWS do here what they do there.
 */
export async function writeAwsWrapper(folder: string, env: Env): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "aws"), awsWrapper(env));
  await chmod(join(folder, "aws"), 0o755);
}

/** The text of the program. */
export function awsWrapper(env: Env): string {
  return `#!/bin/sh
# AWS for a mesh on this machine: commands for containers go to the mesh, everything else to AWS's own CLI.
here=$(cd "$(dirname "$0")" && pwd)
${shellLines(env).join("\n")}

execute_command() {
  task= container= command=
  while [ $# -gt 0 ]; do
    case $1 in
      --task) task=\${2-}; shift ;;
      --task=*) task=\${1#*=} ;;
      --container) container=\${2-}; shift ;;
      --container=*) container=\${1#*=} ;;
      --command) command=\${2-}; shift ;;
      --command=*) command=\${1#*=} ;;
      --cluster | --region | --profile | --output | --query) shift ;;
    esac
    shift
  done
  answer=$(mktemp)
  trap 'rm -f "$answer"' EXIT
  status=$(curl -sS -o "$answer" -w '%{http_code}' \\
    --data-urlencode "task=$task" --data-urlencode "container=$container" --data-urlencode "command=$command" \\
    "$AWS_ENDPOINT_URL${CONTROL_PATH}/session") || return 255
  if [ "$status" = 200 ]; then cat "$answer"; else cat "$answer" >&2; return 254; fi
}

if [ "\${1-} \${2-}" = "ecs execute-command" ]; then
  shift 2
  execute_command "$@"
  exit
fi
# Without this folder, or it would find itself.
PATH=$(printf '%s' "$PATH" | tr : '\\n' | grep -vxF "$here" | tr '\\n' :)
if ! command -v aws > /dev/null; then
  echo "The AWS CLI is needed for 'aws $*': https://aws.amazon.com/cli/" >&2
  exit 127
fi
exec aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"
`;
}
