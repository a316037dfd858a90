import { lines, quoteWord } from "../../aws";
import { CLUSTER_TAG, DATA_DIR } from "./server-config";

/** Tag of a data volume: the name of the server whose data it holds. */
export const NODE_TAG = "consul-node";

/**
 * Sets and exports NODE, and sets VOLUME. It waits for the volume: the instance before this one may hold it still. Of
 * two instances that want the same one, AWS gives it to one.
 */
export function takeVolume(cluster: string): string {
  return lines(
    "take_volume() {",
    `  aws ec2 describe-volumes --filters ${quoteWord(`Name=tag:${CLUSTER_TAG},Values=${cluster}`)} \\`,
    `    "Name=availability-zone,Values=$ZONE" Name=status,Values=available \\`,
    `    --query 'Volumes[].[Tags[?Key==\`${NODE_TAG}\`]|[0].Value,VolumeId]' --output text |`,
    "    sort > /run/consul-volumes",
    "  while read -r NODE VOLUME; do",
    '    if aws ec2 attach-volume --volume-id "$VOLUME" --instance-id "$INSTANCE" --device /dev/sdf; then return 0; fi',
    "  done < /run/consul-volumes",
    '  echo "No data volume is free in $ZONE yet."',
    "  return 1",
    "}",
    "retry 60 take_volume",
    "export NODE",
  );
}

/** Mounts the volume. Only one on which there is nothing at all is formatted. */
export function mountVolume(): string {
  return lines(
    `DEVICE=/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_$(printf %s "$VOLUME" | tr -d -)`,
    'retry 30 test -e "$DEVICE"',
    "contents=0",
    'blkid -p "$DEVICE" || contents=$?',
    "case $contents in",
    "  0) ;;",
    '  2) mkfs.xfs "$DEVICE" ;;',
    '  *) echo "What is on $VOLUME cannot be told: it is left alone." >&2; exit 1 ;;',
    "esac",
    `mkdir -p ${DATA_DIR}`,
    `echo "$DEVICE ${DATA_DIR} xfs defaults,nofail 0 2" >> /etc/fstab`,
    `mount ${DATA_DIR}`,
    "# The volume may have been made larger.",
    `xfs_growfs ${DATA_DIR}`,
    `chown consul:consul ${DATA_DIR}`,
  );
}
