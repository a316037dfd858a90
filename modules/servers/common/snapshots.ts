import { hereDocument, lines, TASK_ADDRESS, type MountPoint } from "../../aws";
import { SERVER_PORTS } from "../../consul";
import type { ServerTaskProps, ServerSnapshots } from "./props";
import { NAME_STALE_CHECKS } from "./stale-checks";

export const SNAPSHOT_CONTAINER = "consul-snapshot";
/** Where the container has the snapshots; not in the server's own container, which has a volume above it. */
export const SNAPSHOT_DIRECTORY = "/consul/snapshots";
/** Beside the snapshots, because a container of another user may write nowhere else. */
export const RESTORE_PROGRAM = `${SNAPSHOT_DIRECTORY}/consul-restore`;

export interface SnapshotSchedule extends Required<ServerSnapshots> {
  readonly mountPoint: MountPoint;
}

/** What is asked for, with its defaults: nothing where no data is kept. */
export function snapshotsOf({ persistence, snapshots }: Pick<ServerTaskProps, "persistence" | "snapshots">) {
  if (!persistence || snapshots === false) return undefined;
  return { everyMinutes: snapshots?.everyMinutes ?? 60, keep: snapshots?.keep ?? 48 };
}

/**
 * The script, for `sh -ec`, that saves a snapshot in each period when its server is the leader. It looks at the directory,
 * which all servers share, and not at when it was started: a new leader knows what the old one has done. Whatever fails is
 * tried again a minute later. Consul's tools read the token from the environment.
 */
export function snapshotScript({ everyMinutes, keep }: Required<ServerSnapshots>): string {
  return lines(
    TASK_ADDRESS,
    `cd ${SNAPSHOT_DIRECTORY}`,
    // Its name changes at once, so that nobody runs half a program.
    hereDocument('"consul-restore.$ECS_IPV4"', RESTORE_SCRIPT),
    'chmod 0700 "consul-restore.$ECS_IPV4"',
    'mv -f "consul-restore.$ECS_IPV4" consul-restore',
    "saved() { ls | grep '^[0-9].*Z\\.snap$' | sort -r; }",
    "leads() {",
    `  leader=$(curl -fsS --max-time 5 http://localhost:${SERVER_PORTS.http}/v1/status/leader 2> /dev/null) \\`,
    `    && [ "$leader" = "\\"$ECS_IPV4:${SERVER_PORTS.rpc}\\"" ]`,
    "}",
    "due() {",
    "  newest=$(saved | head -n 1)",
    `  [ -z "$newest" ] || [ $(($(stat -c %Y "$newest") / ${everyMinutes * 60})) -lt $(($(date +%s) / ${everyMinutes * 60})) ]`,
    "}",
    "save() {",
    "  rm -f .saving-*",
    "  name=$(date -u +%Y-%m-%dT%H-%M-%SZ).snap",
    '  consul snapshot save ".saving-$name" > /dev/null && mv ".saving-$name" "$name" && echo "Saved $name"',
    "}",
    "while :; do",
    "  if leads && due; then",
    '    save || echo "No snapshot was saved. The next try is in a minute." >&2',
    `    saved | tail -n +${keep + 1} | while read -r old; do rm -f "$old"; done`,
    "  fi",
    "  sleep 60",
    "done",
  );
}

/** `consul-restore <file>`; without a file, what there is. An operator runs it by `aws ecs execute-command`. */
const RESTORE_SCRIPT = lines(
  "#!/bin/sh",
  "set -eu",
  `cd ${SNAPSHOT_DIRECTORY}`,
  "if [ $# -ne 1 ]; then",
  `  echo "Usage: ${RESTORE_PROGRAM} <file>. The snapshots, with their times in UTC:"`,
  "  ls -lh | grep '\\.snap$' || echo none",
  "  exit 0",
  "fi",
  'case "$1" in */* | -*) file= ;; *) file=$1 ;; esac',
  'if [ ! -f "$file" ]; then',
  `  echo "There is no snapshot $1. ${RESTORE_PROGRAM} lists those that there are." >&2`,
  "  exit 1",
  "fi",
  'consul snapshot inspect "$file"',
  // Its name is none of those that make room for newer ones.
  "before=before-restore-$(date -u +%Y-%m-%dT%H-%M-%SZ).snap",
  'if consul snapshot save "$before" > /dev/null; then',
  '  echo "What there is now is saved as $before"',
  "else",
  '  echo "What there is now could not be saved" >&2',
  "fi",
  'consul snapshot restore "$file"',
  "consul_get() {",
  `  printf 'X-Consul-Token: %s\\n' "\${CONSUL_HTTP_TOKEN:-}" | curl -sS --max-time 30 -H @- http://localhost:${SERVER_PORTS.http}"$1"`,
  "}",
  NAME_STALE_CHECKS,
);
