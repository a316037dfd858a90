import { lines, quoteWord } from "../../aws";
import { SERVER_PORTS } from "../../consul";
import { NAME_STALE_CHECKS } from "../common";
import { program } from "./programs";

/** Saves the state of the cluster. Every server is asked to, and only the leader does it. */
export function snapshotProgram(bucket: string): string {
  return program(
    "consul-snapshot",
    `[ "$(consul_get /v1/status/leader)" = "\\"$IP:${SERVER_PORTS.rpc}\\"" ] || exit 0`,
    workFolder("snapshot"),
    "read_token",
    'consul snapshot save "$work/state.snap"',
    `aws s3 cp --only-show-errors "$work/state.snap" s3://${quoteWord(bucket)}/"$(date -u +%Y-%m-%dT%H-%M-%SZ).snap"`,
  );
}

/** Puts a saved state in the place of that of the cluster. Without a key it lists them. What is damaged is never sent. */
export function restoreProgram(bucket: string): string {
  return program(
    "consul-restore",
    "if [ $# -ne 1 ]; then",
    '  echo "Usage: consul-restore <key>, one of these:" >&2',
    `  aws s3 ls s3://${quoteWord(bucket)}/ >&2`,
    "  exit 2",
    "fi",
    workFolder("restore"),
    `aws s3 cp --only-show-errors s3://${quoteWord(bucket)}/"$1" "$work/state.snap"`,
    'consul snapshot inspect "$work/state.snap"',
    "read_token",
    'consul snapshot restore "$work/state.snap"',
    NAME_STALE_CHECKS,
  );
}

/** The state of a cluster holds its tokens and keys: it stays in a folder of root, for as long as this takes. */
function workFolder(what: string): string {
  return lines(`work=$(mktemp -d /var/tmp/consul-${what}.XXXXXX)`, `trap 'rm -rf "$work"' EXIT`);
}
